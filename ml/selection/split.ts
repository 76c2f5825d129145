/** Numbers of rows to learn from, and of those to look at how good that is; both ascend. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** A split for each fold: its rows are looked at, all others learned from. */
export function splitsOf(foldOf: Int32Array, folds: number): Split[] {
  const rows = Int32Array.from(foldOf.keys());
  return Array.from({ length: folds }, (_, fold) => ({
    train: rows.filter((row) => foldOf[row] !== fold),
    test: rows.filter((row) => foldOf[row] === fold),
  }));
}

/** Refuses what is no number of folds, or more than there are of what is dealt out. */
export function mustBeFolds(what: string, folds: number, most: number, of: string): void {
  if (Number.isSafeInteger(folds) && folds >= 2 && folds <= most) return;
  throw new RangeError(
    `Cannot split rows by ${what} as folds must be a whole number from 2 to the number of ${of}, ${most}: got ${String(folds)}; use for instance 5`,
  );
}
