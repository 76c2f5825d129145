import { rowWeights, sameLength } from "./checks.ts";

/** What is called a class: a number, a text, or true and false. */
export type ClassLabel = number | string | boolean;

/** Rows with the class that they are of, and the one that they are taken for. */
export interface ClassRows<Label extends ClassLabel = ClassLabel> {
  readonly labels: ArrayLike<Label>;
  readonly predictions: ArrayLike<Label>;
  /** How much each row counts, ≥ 0. Default: all the same. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** How many rows of each class were taken for each class. */
export interface ConfusionMatrix<Label extends ClassLabel = ClassLabel> {
  /** Ascending: numbers as numbers, texts by their code units. */
  readonly classes: readonly Label[];
  /** Rows of class i that were taken for class j, by weight: `counts[i * classes.length + j]`. */
  readonly counts: Float64Array;
}

/**
 * Counts rows by their class and the one that they are taken for.
 *
 * @param options.classes All classes, where some may have no row, in the order that the matrix has. Default: those that there are, ascending.
 * @example
 * ```ts
 * import { confusionMatrix } from "millrace/ml";
 * const { classes, counts } = confusionMatrix({ labels: ["cat", "dog", "dog"], predictions: ["cat", "cat", "dog"] });
 * console.log(classes, counts); // ["cat", "dog"] [1, 0, 1, 1]
 * ```
 */
export function confusionMatrix<Label extends ClassLabel>(
  rows: ClassRows<Label>,
  options: { readonly classes?: readonly Label[] } = {},
): ConfusionMatrix<Label> {
  const what = "a confusion matrix";
  const { labels, predictions, weights } = rows;
  const named = [
    { name: "labels", values: labels },
    { name: "predictions", values: predictions },
  ];
  const count = sameLength(what, weights === undefined ? named : [...named, { name: "weights", values: weights }]);
  const own = rowWeights(what, weights, count);
  const classes = options.classes ?? classesOf([labels, predictions]);
  const places = new Map(classes.map((one, at) => [one, at]));
  const placeOf = (name: string, values: ArrayLike<Label>, row: number): number => {
    const place = places.get(values[row]!);
    if (place !== undefined) return place;
    throw new RangeError(
      `Cannot evaluate ${what} as its ${name} must be among the classes ${JSON.stringify(classes).slice(0, 80)}: got ${JSON.stringify(values[row])} in row ${row}; name all of them`,
    );
  };
  const counts = new Float64Array(classes.length ** 2);
  for (let row = 0; row < count; row++) {
    const at = placeOf("labels", labels, row) * classes.length + placeOf("predictions", predictions, row);
    counts[at]! += own === undefined ? 1 : own[row]!;
  }
  return { classes, counts };
}

/** The different values of some columns, ascending. */
function classesOf<Label extends ClassLabel>(columns: readonly ArrayLike<Label>[]): readonly Label[] {
  const found = new Set<Label>();
  for (const values of columns) for (let row = 0; row < values.length; row++) found.add(values[row]!);
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}
