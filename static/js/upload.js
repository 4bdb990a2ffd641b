// Where files come from: the two pickers, a row's own picker for its new content, and whatever is dropped on the page.

import { dropped, picked } from "./dropped.js";
import { add } from "./uploading.js";

const form = document.getElementById("upload");
const pickers = { files: form.elements.file, folder: form.querySelector('[data-picker="folder"]'), replace: form.querySelector('[data-picker="replace"]') };
let replacing = null;

form.querySelectorAll("[data-with-script]").forEach((part) => (part.hidden = false));
form.querySelectorAll("[data-without-script]").forEach((part) => (part.hidden = true));
pickers.folder.disabled = pickers.replace.disabled = false;

document.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-pick]");
  if (pick) pickers[pick.dataset.pick].click();
  const link = event.target.closest("[data-replace]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  replacing = { url: link.href, path: link.dataset.replace };
  pickers.replace.click();
});

for (const name of ["files", "folder"]) {
  pickers[name].addEventListener("change", ({ target }) => {
    add(picked(target.files));
    target.value = "";
  });
}
pickers.replace.addEventListener("change", ({ target }) => {
  if (target.files.length) add([{ file: target.files[0], path: replacing.path }], replacing.url);
  target.value = "";
});
form.addEventListener("submit", (event) => event.preventDefault());

// Dropping: anywhere on the page, so that a near miss doesn't make the browser leave for the file.
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
let over = 0;

function highlight(change) {
  over = Math.max(0, over + change);
  form.classList.toggle("over", over > 0);
}

document.addEventListener("dragenter", (event) => carriesFiles(event) && highlight(1));
document.addEventListener("dragleave", (event) => carriesFiles(event) && highlight(-1));
document.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
document.addEventListener("drop", async (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  highlight(-over);
  add(await dropped(event.dataTransfer));
});
