// Joins a page and its chunks: what is pointed at, focused or tapped on one side is marked on the other and brought into view there.

const view = document.getElementById("chunk-view");
const page = view?.querySelector(".chunk-page");

function numbersOf(target) {
  return target.closest?.("[data-chunks]")?.dataset.chunks.split(" ") ?? [];
}

/** Only the pane that was not touched moves, and only when the mark is out of its sight. On a phone, where chunks don't scroll by themselves, a tap goes there. */
function bring(pane, marked, tapped = false) {
  if (!marked) return;
  if (pane.scrollHeight <= pane.clientHeight) return tapped && marked.scrollIntoView({ block: "start" });
  const [place, frame] = [marked.getBoundingClientRect(), pane.getBoundingClientRect()];
  if (place.top < frame.top || place.bottom > frame.bottom) pane.scrollTop += place.top - frame.top - frame.height / 4;
}

function mark(numbers, from, tapped) {
  if (!numbers.length) return;
  for (const other of view.querySelectorAll(".here")) other.classList.remove("here");
  for (const number of numbers) {
    for (const part of view.querySelectorAll(`[data-chunks~="${number}"]`)) part.classList.add("here");
  }
  for (const pane of view.children) if (!pane.contains(from)) bring(pane, pane.querySelector(".here"), tapped);
}

if (view) {
  for (const kind of ["pointerover", "focusin", "click"]) {
    view.addEventListener(kind, (event) => mark(numbersOf(event.target), event.target, kind === "click"));
  }
  const picture = page.querySelector("img");
  const opened = () => bring(page, page.querySelector(".here"));
  if (!picture || picture.complete) opened();
  else picture.addEventListener("load", opened, { once: true });
}
