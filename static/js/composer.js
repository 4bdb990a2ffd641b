// The place for the next question: Enter sends, a draft outlives a reload, and one question is answered at a time.

const form = () => document.getElementById("composer");
const key = () => `footnote-draft-${form().dataset.draft}`;
const busy = () => document.querySelector('article[aria-busy="true"]');

function restore() {
  const box = form()?.elements.question;
  if (box && !box.value) box.value = sessionStorage.getItem(key()) ?? "";
}

function empty() {
  form().elements.question.value = "";
  sessionStorage.removeItem(key());
}

document.addEventListener("input", (event) => {
  if (event.target.id === "question") sessionStorage.setItem(key(), event.target.value);
});

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "question" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open], :popover-open")) return;
  busy()?.querySelector("form[data-stop]")?.requestSubmit();
});

// Before htmx sees it: nothing is sent while there is nothing to send, or an answer is still coming.
document.addEventListener("submit", (event) => {
  if (event.target.id !== "composer") return;
  if (busy() || !event.target.elements.question.value.trim()) {
    event.preventDefault();
    event.stopImmediatePropagation();
    form().elements.question.focus();
  } else if (!event.target.hasAttribute("hx-post")) sessionStorage.removeItem(key());
}, true);

document.addEventListener("htmx:after:swap", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  if (sourceElement?.id !== "composer" || response?.status !== 200) return;
  empty();
  document.querySelector("#turns > li:last-child article").scrollIntoView({ block: "start", behavior: "smooth" });
});

// Which collections are asked
document.addEventListener("change", (event) => {
  if (event.target.name !== "collections") return;
  const boxes = [...form().querySelectorAll('[name="collections"]')];
  const ticked = boxes.filter((box) => box.checked);
  const words = form().querySelector("[data-chosen]");
  if (!ticked.length) words.textContent = words.dataset.all;
  else words.textContent = `${ticked.length} of ${boxes.length} collections`;
});

document.addEventListener("click", (event) => {
  const example = event.target.closest("[data-example]");
  if (!example) return;
  form().elements.question.value = example.textContent.trim();
  form().requestSubmit();
});

restore();
