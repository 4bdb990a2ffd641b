// Sends one file in one request and says how far it is. Resolves to {outcome, text, notable}; outcome is intake's, or "refused" or "lost".

export function send({ file, path, field, url, token }, { progress, signal }) {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("paths", path);
  body.append(field ?? "file", file);
  request.open("POST", url);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("X-CSRFToken", token);
  request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
  signal.addEventListener("abort", () => request.abort());
  return new Promise((done) => {
    request.addEventListener("load", () => done(answer(request, url)));
    request.addEventListener("error", () => done(lost("The connection was lost. Try again.")));
    request.addEventListener("abort", () => done({ outcome: "stopped", text: "Stopped." }));
    request.send(body);
  });
}

const lost = (text) => ({ outcome: "lost", text });

function answer(request, url) {
  if (new URL(request.responseURL, location.href).pathname !== new URL(url, location.href).pathname) {
    return lost("You were signed out. Reload this page, sign in, and add the file again.");
  }
  const said = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("[data-outcome]");
  if (said) return { outcome: said.dataset.outcome, text: said.textContent, notable: "notable" in said.dataset };
  if (request.status === 413) return { outcome: "refused", text: "This file is too large." };
  if (request.status === 507) return lost("The disk of Footnote is full. Tell the person who runs it.");
  if (request.status === 403) return lost("This page is out of date. Reload it and add the file again.");
  if (request.status === 404) return { outcome: "refused", text: "You can’t add to this collection any more." };
  return lost("The server could not take it just now. Try again.");
}
