/** The URL of a server by HTTP, without credentials or anything behind its path; else an error of what was got, without a secret. */
export function serverUrl(text: string, refused: (got: string) => Error): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  if (isPlain && url.search === "" && url.hash === "") return url;
  // What is wrong with it may be that it holds a secret.
  throw refused(url === undefined ? shownAddress(text) : `one of ${url.protocol}//${url.host}`);
}

/** What should have been an address, for errors: without a login and what is behind its path, however it is spelled. */
export function shownAddress(given: unknown): string {
  if (typeof given !== "string")
    return given === null || given === undefined ? String(given) : `a value of kind ${typeof given}`;
  const scheme = /^[a-z][a-z\d+.-]*:\/\//i.exec(given)?.[0] ?? "";
  const end = given.search(/[?#]/);
  const path = given.slice(scheme.length, end < 0 ? undefined : end);
  // Where a login itself holds what ends a path, only the scheme is sure to be none of it.
  if (end >= 0 && given.includes("@", end)) return JSON.stringify(`${scheme}…`);
  const behindLogin = path.slice(path.lastIndexOf("@") + 1);
  const [host = ""] = /^[^/]*/.exec(behindLogin)!;
  // Behind the name stands a port; what is none may be a password that lacks its host.
  const shownHost = host.replace(/:(?!\d*$)(?![\da-f:.]*\]).*$/is, ":…");
  const shown = `${scheme}${behindLogin === path ? "" : "…@"}${shownHost}${behindLogin.slice(host.length)}`;
  return JSON.stringify(`${shown.slice(0, 100)}${end < 0 ? "" : "?…"}`);
}
