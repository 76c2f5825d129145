/** The URL of a server by HTTP, without credentials or anything behind its path; else an error of what was got, without a secret. */
export function serverUrl(text: string, refused: (got: string) => Error): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  if (isPlain && url.search === "" && url.hash === "") return url;
  // What is wrong with it may be that it holds a secret.
  throw refused(url === undefined ? JSON.stringify(text.slice(0, 100)) : `one of ${url.protocol}//${url.host}`);
}
