/** Whether text is painted by the codes of a terminal. */
export type Color = "plain" | "terminal";

/** Puts the codes of a terminal around text, or nothing. */
export interface Paint {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  /** The color of the nth series of a chart. */
  readonly series: (at: number, text: string) => string;
  /** A color of the 256 of a terminal behind the text. */
  readonly behind: (code: number, text: string) => string;
}

const plain: Paint = {
  dim: (text) => text,
  bold: (text) => text,
  series: (_, text) => text,
  behind: (_, text) => text,
};

// Of the 256 colors, the nearest to the palette of the pictures: legible on dark and on light.
const seriesCodes = [68, 214, 203, 72, 135, 175, 37, 137];

const terminal: Paint = {
  dim: (text) => wrap("2", text, "22"),
  bold: (text) => wrap("1", text, "22"),
  series: (at, text) => wrap(`38;5;${seriesCodes[at % seriesCodes.length]}`, text, "39"),
  behind: (code, text) => wrap(`48;5;${code}`, text, "49"),
};

export function paintFor(color: Color): Paint {
  return color === "terminal" ? terminal : plain;
}

function wrap(start: string, text: string, end: string): string {
  return text === "" ? "" : `\u001b[${start}m${text}\u001b[${end}m`;
}
