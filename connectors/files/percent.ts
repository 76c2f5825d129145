/** Text as RFC 3986 wants it in a part of a URL; `encodeURIComponent` leaves five characters more. */
export function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Each part of a path percent-encoded: a plus sign that is not would be taken for a space. */
export function encodedPath(path: string): string {
  return path.split("/").map(encoded).join("/");
}

/** The text behind the `?` of a URL; empty where there is none. */
export function queryText(query: Readonly<Record<string, string | number>>): string {
  const words = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(String(value))}`);
  return words.length === 0 ? "" : `?${words.join("&")}`;
}
