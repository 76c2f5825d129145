import type { LaidColumn } from "./laid-column.ts";

/** Which columns are shown, and how wide each is drawn. */
export interface Fit {
  /** The first columns, and the last ones where some between them are hidden. */
  readonly first: readonly LaidColumn[];
  readonly last: readonly LaidColumn[];
  readonly hidden: readonly LaidColumn[];
  /** No column is drawn wider than this; numbers never are wider. */
  readonly widest: number;
}

/** Spaces between columns. */
export const gapWidth = 2;
/** Text is cut down to this before a column is hidden. */
const narrowest = 16;

/** As many columns as fit into a width, from both ends; the first one always. */
export function fitColumns(columns: readonly LaidColumn[], width: number): Fit {
  if (totalWidth(columns, narrowest) <= width) {
    return { first: columns, last: [], hidden: [], widest: widestFor(columns, width) };
  }
  const [first, last] = fromBothEnds(columns, width - gapWidth - 1);
  const hidden = columns.slice(first.length, columns.length - last.length);
  return { first, last, hidden, widest: widestFor([...first, ...last], width - gapWidth - 1) };
}

/** Two of three columns are taken from the start: names and keys come first, what was computed comes last. */
function fromBothEnds(columns: readonly LaidColumn[], width: number): [LaidColumn[], LaidColumn[]] {
  const first: LaidColumn[] = columns.slice(0, 1);
  const last: LaidColumn[] = [];
  while (first.length + last.length < columns.length) {
    const fromStart = first.length < 2 * (last.length + 1);
    const next = fromStart ? columns[first.length]! : columns[columns.length - 1 - last.length]!;
    if (totalWidth([...first, ...last, next], narrowest) > width) break;
    if (fromStart) first.push(next);
    else last.unshift(next);
  }
  return [first, last];
}

/** The widest text that lets all the columns fit. */
function widestFor(columns: readonly LaidColumn[], width: number): number {
  for (const widest of columns.map((column) => column.width).sort((a, b) => b - a)) {
    if (totalWidth(columns, widest) <= width) return wider(columns, widest, width);
  }
  return columns.length === 1 ? Math.max(1, width) : wider(columns, narrowest, width);
}

/** What is left over goes to the columns that are cut. */
function wider(columns: readonly LaidColumn[], widest: number, width: number): number {
  const cut = columns.filter((column) => column.align === "left" && column.width > widest).length;
  return cut === 0 ? widest : widest + Math.max(0, Math.floor((width - totalWidth(columns, widest)) / cut));
}

function totalWidth(columns: readonly LaidColumn[], widest: number): number {
  return columns.reduce((sum, column) => sum + drawnWidth(column, widest) + gapWidth, -gapWidth);
}

/** A number that is cut would be another number. */
export function drawnWidth({ align, width }: LaidColumn, widest: number): number {
  return align === "right" ? width : Math.min(width, widest);
}
