import { type BarData, barChart, barText, type Picture } from "../../core/display/mod.ts";
import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import type { Importance } from "../selection/permutation-importance.ts";
import { drawn, type PictureOptions, pictureOptions } from "./named.ts";

export interface ImportancePictureOptions extends PictureOptions {
  /** Names of the features, in the order of the vector's entries. Default: their numbers. */
  readonly names?: readonly string[];
  /** Features at most, from 1; the most important ones are shown. Default 20. */
  readonly most?: number;
}

const known: KnownOptions<ImportancePictureOptions> = { ...pictureOptions, names: true, most: true };

/**
 * How much each feature tells, the most important first: what `permutationImportance` has found, or `featureImportances` of trees.
 *
 * @example
 * ```ts
 * import { importancePicture } from "millrace/ml";
 * console.log(importancePicture([0.2, 0.7, 0.1], { names: ["hour", "miles", "day"] }).toString());
 * // Importance of features
 * // miles ██████████████████████████████████████████████████████████████████████ 0.7
 * // hour  ████████████████████ 0.2
 * // day   ██████████ 0.1
 * ```
 */
export function importancePicture(
  importances: readonly Importance[] | ArrayLike<number>,
  options: ImportancePictureOptions = {},
): Picture {
  checkOptions(options, known, "importancePicture");
  const { names = [], most = 20, ...given } = options;
  const all = Array.from(importances as ArrayLike<Importance | number>, (one, at) => barOf(one, at, names));
  const first = all.sort((one, other) => other.value - one.value).slice(0, Math.max(1, Math.floor(most)));
  const data: BarData = {
    labels: first.map(({ label }) => label),
    series: [{ name: "importance", values: first.map(({ value }) => value) }],
  };
  const hidden = all.length - first.length;
  const named = {
    title: "Importance of features",
    ...(hidden > 0 ? { subtitle: `the first ${first.length} of ${all.length}` } : {}),
    ...given,
  };
  return drawn(
    named,
    (sized) => barChart(data, { ...sized, direction: "right", format }),
    () => barText(data, { format }),
  );
}

function format(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function barOf(
  one: Importance | number,
  at: number,
  names: readonly string[],
): { readonly label: string; readonly value: number } {
  if (typeof one === "number") return { label: names[at] ?? String(at), value: one };
  const name = one.entry === undefined ? one.column : (names[one.entry] ?? `${one.column}[${one.entry}]`);
  // What is smaller than its deviation may be nothing.
  return { label: `${name} ± ${Number(one.deviation.toPrecision(2))}`, value: one.mean };
}
