import { visible } from "../escape.ts";
import { cutToWidth, textWidth } from "../text-width.ts";
import { cellTexts, isMissing, isNumeric } from "./cell-texts.ts";
import type { ColumnView, ShownRows } from "./table-view.ts";

/** A column ready to be drawn: every text made, none cut yet. */
export interface LaidColumn {
  readonly name: string;
  readonly type: string;
  readonly align: "left" | "right";
  readonly nulls: number;
  readonly cells: readonly LaidCell[];
  /** Columns of the terminal that its widest text takes. */
  readonly width: number;
}

export interface LaidCell {
  readonly text: string;
  readonly missing: boolean;
}

/** Cells of the head and after them of the tail. */
export function laidColumn(
  { name, type, values, nulls = 0 }: ColumnView,
  { head, tail }: ShownRows,
  widest: number,
): LaidColumn {
  const shown = [...head, ...tail].map((row) => values[row]);
  const cells = cellTexts(shown, type).map((text, at) => ({
    text: cutToWidth(text, widest),
    missing: isMissing(shown[at]),
  }));
  const [shownName, shownType] = [cutToWidth(visible(name), widest), cutToWidth(visible(type), widest)];
  const width = [shownName, shownType, ...cells.map(({ text }) => text)].reduce(
    (most, text) => Math.max(most, textWidth(text)),
    1,
  );
  return { name: shownName, type: shownType, align: isNumeric(type) ? "right" : "left", nulls, cells, width };
}
