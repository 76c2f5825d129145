const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns that text takes on a terminal: two for wide characters and emoji, none for what combines. */
export function textWidth(text: string): number {
  if (isAscii(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** Text cut to a width, with … where something is missing. */
export function cutToWidth(text: string, width: number): string {
  if (text.length <= width && isAscii(text)) return text;
  if (textWidth(text.slice(0, 4 * width + 64)) <= width && text.length <= 4 * width + 64) return text;
  let cut = "";
  let used = 0;
  for (const { segment } of segmenter.segment(text.slice(0, 4 * width + 64))) {
    const next = graphemeWidth(segment);
    if (used + next > width - 1) break;
    cut += segment;
    used += next;
  }
  return `${cut}…`;
}

/** Text filled with spaces to a width. */
export function padToWidth(text: string, width: number, align: "left" | "right" = "left"): string {
  const spaces = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "left" ? text + spaces : spaces + text;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || code > 126) return false;
  }
  return true;
}

// East Asian wide and fullwidth blocks, and the planes of emoji (Unicode TR11, TR51).
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^[\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]|\ufe0f/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u;

function graphemeWidth(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}
