import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { randomOf } from "../learner/random.ts";
import { mustBeFolds, type Split, splitsOf } from "./split.ts";

export interface KFoldOptions {
  /** Rows are dealt out in an order by this seed. Default: folds are rows one behind another, in their order. */
  readonly seed?: number;
}

const known: KnownOptions<KFoldOptions> = { seed: true };

/**
 * Splits for cross-validation: each row is looked at once, and learned from in all other splits. Folds differ by a row at most.
 *
 * @param folds 2 to the number of rows.
 * @example
 * ```ts
 * import { kFold } from "millrace/ml";
 * const [first] = kFold(4, 2);
 * console.log(first!.train, first!.test); // [2, 3] [0, 1]
 * ```
 * @see Stone, "Cross-validatory choice and assessment of statistical predictions", JRSS B 36, 1974.
 */
export function kFold(rows: number, folds: number, options: KFoldOptions = {}): Split[] {
  checkOptions(options, known, "kFold");
  mustBeFolds("kFold", folds, rows, "rows");
  const order = options.seed === undefined ? inOrder(rows) : shuffled(rows, options.seed);
  const foldOf = new Int32Array(rows);
  for (let fold = 0, at = 0; fold < folds; fold++) {
    // The first folds have the rows that are left over.
    const size = Math.floor(rows / folds) + (fold < rows % folds ? 1 : 0);
    for (const end = at + size; at < end; at++) foldOf[order[at]!] = fold;
  }
  return splitsOf(foldOf, folds);
}

/** The numbers of so many rows. */
function inOrder(rows: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row);
}

/**
 * … in an order that is drawn.
 *
 * @see Durstenfeld, "Algorithm 235: random permutation", CACM 7, 1964.
 */
export function shuffled(rows: number, seed: number): Int32Array {
  const order = inOrder(rows);
  const random = randomOf(seed);
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = order[last]!;
    order[last] = order[other]!;
    order[other] = kept;
  }
  return order;
}
