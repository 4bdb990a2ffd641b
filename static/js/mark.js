// Brings the marked passage into view, once for each page that is opened: on its own, or beside an answer.

const brought = new WeakSet();

/** Beside an answer only the panel moves, and the answer stays where it is. */
function toMiddle(mark) {
  const panel = mark.closest("aside");
  if (!panel) return mark.scrollIntoView({ block: "center", behavior: "instant" });
  const [place, frame] = [mark.getBoundingClientRect(), panel.getBoundingClientRect()];
  panel.scrollTop += place.top - frame.top - (frame.height - place.height) / 2;
}

function bring(sheet) {
  brought.add(sheet);
  const mark = sheet.querySelector("#mark");
  const picture = sheet.querySelector(".page-image img");
  const show = () => mark && toMiddle(mark);
  if (!picture || picture.complete) show();
  else picture.addEventListener("load", show, { once: true });
}

function bringNew() {
  for (const sheet of document.querySelectorAll(".page-sheet")) if (!brought.has(sheet)) bring(sheet);
}

bringNew();
document.addEventListener("htmx:after:swap", bringNew);
