/** Made when a text is first looked at: it costs 6 ms, a tenth of what it takes to import all. */
let segmenter: Intl.Segmenter | undefined;

function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** Columns that text takes on a terminal: two for wide characters and emoji, none for what combines. */
export function textWidth(text: string): number {
  if (isAscii(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += graphemeWidth(segment);
  return width;
}

/** Text cut to a width of at least 1, with … where something is missing. */
export function cutToWidth(text: string, width: number): string {
  if (text.length <= width && isAscii(text)) return text;
  // A cell may hold megabytes, of marks without width too: what lies past this is never looked at.
  const looked = text.slice(0, 4 * width + 64);
  if (looked.length === text.length && textWidth(text) <= width) return text;
  let cut = "";
  let used = 0;
  for (const { segment } of graphemesOf(looked)) {
    used += graphemeWidth(segment);
    if (used > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** Text filled with spaces to a width. */
export function padToWidth(text: string, width: number, align: "left" | "right" = "left"): string {
  const spaces = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "left" ? text + spaces : spaces + text;
}

/** Words joined by spaces into lines of at most a width, where none is wider by itself. */
export function wrapped(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || code > 126) return false;
  }
  return true;
}

// The blocks whose East Asian Width is W or F: Unicode Standard Annex #11, https://www.unicode.org/reports/tr11/.
const eastAsian =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18d08}\u{1aff0}-\u{1b2fb}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u;
// Emoji are wide when they are shown as such by default or by the variation selector 16: Unicode Standard #51.
const emoji = /\p{Emoji_Presentation}|\ufe0f/u;
const noWidth = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;

function graphemeWidth(grapheme: string): number {
  if (emoji.test(grapheme)) return 2;
  let width = 0;
  for (const character of grapheme) {
    if (!noWidth.test(character)) width += eastAsian.test(character) ? 2 : 1;
  }
  return eastAsian.test(grapheme) ? Math.min(width, 2) : width;
}
