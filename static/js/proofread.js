// Shows on the picture which line is being corrected, and keeps that place in view.

const form = document.getElementById("proof");
const picture = document.querySelector(".proof-picture");

form.addEventListener("focusin", (event) => {
  const box = document.getElementById(event.target.dataset.box);
  if (!box) return;
  for (const other of picture.querySelectorAll(".here")) other.classList.remove("here");
  box.classList.add("here");
  const [place, frame] = [box.getBoundingClientRect(), picture.getBoundingClientRect()];
  if (place.top < frame.top || place.bottom > frame.bottom) picture.scrollTop += place.top - frame.top - frame.height / 3;
});
