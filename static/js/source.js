// The source panel: opens from a footnote, takes the focus, and gives it back when it closes.

const panel = document.getElementById("source");
const phone = matchMedia("(width < 64rem)");
let opener = null;

function mark(url) {
  for (const link of document.querySelectorAll("main a[aria-current]")) link.removeAttribute("aria-current");
  for (const link of document.querySelectorAll(`main a[href="${CSS.escape(url ?? "-")}"]`)) link.setAttribute("aria-current", "true");
}

function close() {
  if (!panel?.firstChild) return;
  panel.replaceChildren();
  document.querySelector("main").inert = false;
  mark(null);
  opener?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[hx-target="#source"]');
  if (link) opener = link;
  if (event.target.closest("[data-close-source]")) close();
});

// Escape closes the panel first, wherever one is, except while a question is being written or a menu is open.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !panel?.firstChild || event.target.matches("input, textarea")) return;
  if (document.querySelector("dialog[open], :popover-open")) return;
  event.stopImmediatePropagation();
  close();
}, true);

document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.target !== panel || !panel) return;
  document.querySelector("main").inert = phone.matches;
  mark(panel.querySelector("[data-citation]")?.dataset.citation);
  panel.scrollTop = 0;
  panel.querySelector("h2")?.focus();
});

// The page cannot be opened any more: the quote that was kept stays.
document.addEventListener("htmx:response:error", (event) => {
  const view = event.target.closest?.("[data-page-view]");
  if (!view) return;
  view.hidden = true;
  view.parentElement.querySelector("[data-page-gone]").hidden = false;
});
