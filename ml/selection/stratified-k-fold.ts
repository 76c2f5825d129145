import { mustBeFolds, type Split, splitsOf } from "./split.ts";

/**
 * Splits for cross-validation in which each fold has about as many rows of each class: rows of a class go to the folds one after another, in
 * their order. As scikit-learn's without shuffling.
 *
 * @param labels The class of each row.
 * @param folds 2 to the number of rows of the largest class.
 * @example
 * ```ts
 * import { stratifiedKFold } from "millrace/ml";
 * const [first] = stratifiedKFold(["a", "a", "b", "b"], 2);
 * console.log(first!.test); // [0, 2]
 * ```
 * @see Kohavi, "A study of cross-validation and bootstrap for accuracy estimation and model selection", IJCAI 1995.
 */
export function stratifiedKFold(labels: ArrayLike<string | number | boolean>, folds: number): Split[] {
  const rowsOf = new Map<string | number | boolean, number[]>();
  for (let row = 0; row < labels.length; row++) {
    const own = rowsOf.get(labels[row]!);
    if (own === undefined) rowsOf.set(labels[row]!, [row]);
    else own.push(row);
  }
  const classes = [...rowsOf.values()];
  mustBeFolds(
    "stratifiedKFold",
    folds,
    classes.reduce((most, { length }) => Math.max(most, length), 0),
    "rows of a class",
  );
  const foldOf = new Int32Array(labels.length);
  let before = 0;
  for (const rows of classes) {
    // As many of the class as fold k would get if all rows, ordered by their class, were dealt out in turn.
    let at = 0;
    for (let fold = 0; fold < folds; fold++) {
      const first = (((fold - before) % folds) + folds) % folds;
      const count = first < rows.length ? Math.floor((rows.length - 1 - first) / folds) + 1 : 0;
      for (const end = at + count; at < end; at++) foldOf[rows[at]!] = fold;
    }
    before += rows.length;
  }
  return splitsOf(foldOf, folds);
}
