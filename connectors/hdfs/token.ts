/**
 * Whether a text is a token as Hadoop writes it into URLs: base64 of an identifier and a password, each behind its length, and the
 * names of its kind and service. What is inside only the cluster can judge; servers fail oddly, not clearly, where the lengths are wrong.
 *
 * @see Apache Hadoop, `Token.encodeToUrlString` and `WritableUtils.readVInt`, 3.4.
 */
export function isToken(text: string): boolean {
  const letters = text
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/={1,2}$/, "");
  if (!/^[A-Za-z0-9+/]+$/.test(letters) || letters.length % 4 === 1) return false;
  const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  let at = 0;
  for (let part = 0; part < 4; part++) {
    const length = lengthAt(bytes, at);
    if (length === undefined) return false;
    at += length.headBytes + length.value;
  }
  return at === bytes.length;
}

/** A number of one byte, or of as many as the first one says; undefined where it is negative or not all there. */
function lengthAt(bytes: Uint8Array, at: number): { readonly value: number; readonly headBytes: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 128) return { value: first, headBytes: 1 };
  const count = 256 - first - 112;
  if (count < 1 || count > 4 || at + count >= bytes.length) return undefined;
  let value = 0;
  for (let n = 1; n <= count; n++) value = value * 256 + bytes[at + n]!;
  return { value, headBytes: count + 1 };
}
