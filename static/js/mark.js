// Brings the marked passage into view, once for each page that is opened: on its own, or beside an answer.

const brought = new WeakSet();

function bring(sheet) {
  brought.add(sheet);
  const mark = sheet.querySelector("#mark");
  const picture = sheet.querySelector(".page-image img");
  const show = () => mark?.scrollIntoView({ block: "center", behavior: "instant" });
  if (!picture || picture.complete) show();
  else picture.addEventListener("load", show, { once: true });
}

function bringNew() {
  for (const sheet of document.querySelectorAll(".page-sheet")) if (!brought.has(sheet)) bring(sheet);
}

bringNew();
document.addEventListener("htmx:after:swap", bringNew);
