import { heatMapChart, type Picture, type TableView, tableText } from "../../core/display/mod.ts";
import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import type { ConfusionMatrix } from "../evaluation/confusion-matrix.ts";
import { drawn, type PictureOptions, pictureOptions } from "./named.ts";

export interface ConfusionPictureOptions extends PictureOptions {
  /** `"none"`, the default: how many rows. `"classes"`: shares of the rows of each class. `"predictions"`: shares of those taken for it. */
  readonly shares?: "none" | "classes" | "predictions";
}

const known: KnownOptions<ConfusionPictureOptions> = { ...pictureOptions, shares: ["none", "classes", "predictions"] };

/**
 * A confusion matrix: a row for each class, a column for what its rows were taken for.
 *
 * @example
 * ```ts
 * import { confusionMatrix, confusionPicture } from "millrace/ml";
 * const matrix = confusionMatrix({ labels: ["cat", "dog", "dog"], predictions: ["cat", "cat", "dog"] });
 * console.log(confusionPicture(matrix, { shares: "classes" }).svg.includes("50%")); // true
 * ```
 */
export function confusionPicture(matrix: ConfusionMatrix, options: ConfusionPictureOptions = {}): Picture {
  checkOptions(options, known, "confusionPicture");
  const { shares = "none", ...given } = options;
  const names = matrix.classes.map(String);
  const count = names.length;
  const totals = totalsOf(matrix, shares);
  const values = names.map((_, row) =>
    names.map((_, column) => {
      const cell = matrix.counts[row * count + column]!;
      if (totals === undefined) return cell;
      const total = totals[shares === "classes" ? row : column]!;
      return total === 0 ? null : cell / total;
    }),
  );
  const grid = { rows: names, columns: names, values };
  const format = totals === undefined ? {} : { format: (share: number) => `${Math.round(100 * share)}%` };
  const named = {
    title: "Confusion matrix",
    subtitle: "rows: classes, columns: predictions",
    width: Math.min(720, Math.max(320, 140 + 80 * count)),
    height: Math.min(640, 150 + 44 * count),
    ...given,
  };
  return drawn(
    named,
    (all) => heatMapChart(grid, { ...all, ...format }),
    () => tableText(tableOf(names, values, format.format ?? String), { head: 40 }),
  );
}

/** In a terminal its numbers say more than shades. */
function tableOf(
  names: readonly string[],
  values: readonly (readonly (number | null)[])[],
  text: (value: number) => string,
): TableView {
  const columns = names.map((name, column) => ({
    name,
    type: "string",
    values: values.map((row) => (row[column] === null ? null : text(row[column]!))),
  }));
  return { columns: [{ name: "class", type: "string", values: names }, ...columns], rowCount: names.length };
}

function totalsOf(
  { classes, counts }: ConfusionMatrix,
  shares: "none" | "classes" | "predictions",
): Float64Array | undefined {
  if (shares === "none") return undefined;
  const count = classes.length;
  const totals = new Float64Array(count);
  counts.forEach((cell, at) => {
    totals[shares === "classes" ? Math.floor(at / count) : at % count]! += cell;
  });
  return totals;
}
