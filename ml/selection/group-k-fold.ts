import { mustBeFolds, type Split, splitsOf } from "./split.ts";

/**
 * Splits for cross-validation in which the rows of a group (a customer, a day) are all in one fold. The largest group that is left goes
 * to the fold with the fewest rows.
 *
 * @param groups The group of each row.
 * @param folds 2 to the number of groups.
 * @example
 * ```ts
 * import { groupKFold } from "millrace/ml";
 * const [first] = groupKFold(["ann", "bob", "ann", "cy"], 2);
 * console.log(first!.test); // [0, 2]
 * ```
 */
export function groupKFold(groups: ArrayLike<string | number | boolean>, folds: number): Split[] {
  const sizes = new Map<string | number | boolean, number>();
  for (let row = 0; row < groups.length; row++) sizes.set(groups[row]!, (sizes.get(groups[row]!) ?? 0) + 1);
  mustBeFolds("groupKFold", folds, sizes.size, "groups");
  const filled = new Int32Array(folds);
  const foldOfGroup = new Map<string | number | boolean, number>();
  for (const [group, size] of [...sizes].sort(([, a], [, b]) => b - a)) {
    const least = filled.indexOf(filled.reduce((fewest, rows) => Math.min(fewest, rows), Number.POSITIVE_INFINITY));
    filled[least]! += size;
    foldOfGroup.set(group, least);
  }
  return splitsOf(
    Int32Array.from({ length: groups.length }, (_, row) => foldOfGroup.get(groups[row]!)!),
    folds,
  );
}
