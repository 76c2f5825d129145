const newline = 10;
const carriageReturn = 13;

/**
 * Makes a newline of each carriage return outside quotes, in place.
 * Morally: `text.replaceAll("\r", "\n")`, but for what is quoted.
 *
 * @param quote −1 where nothing is quoted.
 * @returns How many newlines outside quotes there were before.
 */
export function returnsToNewlines(bytes: Uint8Array, length: number, delimiter: number, quote: number): number {
  let quoted = false;
  let beginsField = true;
  let newlines = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at]!;
    if (quoted) {
      if (byte !== quote) continue;
      if (bytes[at + 1] === quote) at++;
      else quoted = false;
    } else if (byte === quote && beginsField) {
      quoted = true;
    } else {
      if (byte === carriageReturn) bytes[at] = newline;
      else if (byte === newline) newlines++;
      beginsField = byte === delimiter || byte === carriageReturn || byte === newline;
      continue;
    }
    beginsField = false;
  }
  return newlines;
}
