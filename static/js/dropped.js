// Files out of what somebody dropped or picked, each with the path it has in its folder.

// What an operating system or a program leaves in folders without anybody having written it.
const LEFT_BEHIND = /^(\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|~\$.*|\.~lock\..*#)$/i;

export function wanted({ path }) {
  return !path.split("/").some((part) => LEFT_BEHIND.test(part) || part === "__MACOSX" || part === ".git");
}

export function picked(files) {
  return [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}

export async function dropped(transfer) {
  // All entries have to be asked for before the first wait: afterwards the browser forgets them.
  const entries = [...transfer.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = await Promise.all(entries.filter(Boolean).map((entry) => walk(entry)));
  return found.flat();
}

async function walk(entry) {
  if (entry instanceof File) return [{ file: entry, path: entry.name }];
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) return [{ file: await new Promise((done, fail) => entry.file(done, fail)), path }];
  const found = [];
  for (const child of await children(entry.createReader())) found.push(...(await walk(child)));
  return found;
}

async function children(reader) {
  const all = [];
  for (;;) {
    // A reader hands out a folder in parts, and an empty one at the end.
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return all;
    all.push(...some);
  }
}
