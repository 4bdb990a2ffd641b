// What resuming.js says to the server and is answered (tus 1.0). Whatever else comes back, or nothing, is Interrupted: it goes by.

const PART = 32 * 1024 ** 2;
const TUS = { "Tus-Resumable": "1.0.0" };
const SIGNED_OUT = "You were signed out. Reload this page, sign in, and choose the file again: it goes on where it stopped.";
const NOT_NOW = "The server could not take it just now. Try again.";
const NATURAL = /^\d+$/;

export class Ended extends Error {
  constructor(outcome, text) {
    super(text);
    this.result = { outcome, text };
  }
}

export class Interrupted extends Error {
  constructor(status = 0) {
    super();
    this.status = status;
  }
}

export async function ask(method, url, { token, signal }, headers = {}) {
  try {
    const answer = await fetch(pathOf(url), { method, signal, headers: { ...TUS, "X-CSRFToken": token, ...headers } });
    const error = answer.ok ? null : trouble(answer.status, await answer.text());
    if (!error) return answer;
    throw error;
  } catch (error) {
    throw error instanceof Ended || error instanceof Interrupted ? error : new Interrupted();
  }
}

// The answer to a GET, if `fits` says that it is one.
export async function look(url, knock, fits) {
  const answer = await ask("GET", url, knock);
  const found = await answer.json().catch(() => null);
  if (!fits(found)) throw new Interrupted();
  return found;
}

// How far the upload is after this part.
export function sendPart({ file, token }, { url, offset }, { signal }, progress) {
  const request = new XMLHttpRequest(); // fetch doesn't say how much it has sent
  request.open("PATCH", pathOf(url));
  const headers = { ...TUS, "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream", "X-CSRFToken": token };
  Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
  request.upload.addEventListener("progress", ({ loaded }) => progress((offset + loaded) / file.size));
  const abort = () => request.abort();
  signal.addEventListener("abort", abort);
  return new Promise((done, fail) => {
    request.addEventListener("load", () => done(request));
    for (const lost of ["error", "abort", "timeout"]) request.addEventListener(lost, () => fail(new Interrupted()));
    request.send(file.slice(offset, offset + PART));
  })
    .then(({ status, responseText }) => {
      const error = trouble(status, responseText);
      if (error) throw error;
      return offsetIn(request.getResponseHeader("Upload-Offset"));
    })
    .finally(() => signal.removeEventListener("abort", abort));
}

export function offsetIn(header) {
  if (!NATURAL.test(header ?? "")) throw new Interrupted();
  return Number(header);
}

export const pathOf = (url) => new URL(url, location.href).pathname;

// What an answer that is no success means: null for success, Interrupted for what goes by, Ended for what doesn't.
function trouble(status, text) {
  if (status >= 200 && status < 300) return null;
  if (status === 401) return new Ended("lost", SIGNED_OUT);
  if (status === 403) return new Ended("lost", "This page is out of date. Reload it and choose the file again: it goes on where it stopped.");
  if (status === 507 || status === 429) return new Ended("lost", said(text));
  if (status === 413 || status === 422 || status === 400) return new Ended("refused", said(text));
  if (status === 404) return new Ended("lost", "The upload is not known any more, or you can’t add to this collection any more. Try again.");
  return new Interrupted(status);
}

// An error in words; a page of some server in between is none.
function said(text) {
  try {
    return JSON.parse(text).error || NOT_NOW;
  } catch {
    return NOT_NOW;
  }
}
