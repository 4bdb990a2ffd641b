// What happens in and around answers: say aloud where one stands, and copy one with its sources.

const announce = (words) => document.dispatchEvent(new CustomEvent("footnote:announce", { detail: words }));

document.addEventListener("htmx:after:swap", () => {
  const status = document.querySelector("#turns > li:last-child [data-status]");
  if (status) announce(status.textContent);
});

// A line that opens again and again and says nothing was led elsewhere: the session has ended. A reload asks to sign in.
let silent = 0;
document.addEventListener("htmx:before:sse:message", () => { silent = 0; });
document.addEventListener("htmx:after:sse:connection", () => {
  silent += 1;
  if (silent > 3) location.reload();
});

// The extension takes a cut line up again, but not one that never opened.
const RETRY_MS = 3000;
function openLater(event) {
  const line = event.target.closest?.(".draft");
  if (!line || event.detail.ctx?.response?.status === 404) return;
  setTimeout(() => {
    if (line.isConnected) htmx.ajax("GET", line.getAttribute("hx-sse:connect"), { source: line });
  }, RETRY_MS);
}
document.addEventListener("htmx:error", openLater);
document.addEventListener("htmx:response:error", openLater);

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const box = document.body.appendChild(document.createElement("textarea")); // plain http has no clipboard
  box.value = text;
  box.select();
  document.execCommand("copy");
  box.remove();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await copy(button.parentElement.querySelector("[data-copy-text]").content.textContent);
  announce("Copied");
  htmx.ajax("POST", button.dataset.copy, { source: button, swap: "none" });
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 1500);
});

// At the end of an answer the person is where the question is, also after a reload.
if (!location.hash) document.querySelector("#turns > li:last-child article")?.scrollIntoView({ block: "start" });
