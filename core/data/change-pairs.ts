import { changeKind } from "./batch.ts";

/** Whether a row of a changelog takes an earlier one back. */
export function takesBack(kind: number): boolean {
  return kind === changeKind.updateBefore || kind === changeKind.delete;
}

/**
 * The kinds of some rows of a changelog that are left of all: an update whose other half is not right beside it any more
 * is a delete or an insert. (An updateBefore comes right before its updateAfter, in one batch.)
 *
 * @param all The rows there were, ascending; undefined for the rows 0, 1, 2 …
 * @param left Those that are left, ascending.
 * @returns A copy of `kinds`, changed at the rows that are left.
 */
export function mendedKinds(kinds: Uint8Array, all: Int32Array | undefined, left: Int32Array): Uint8Array {
  const mended = kinds.slice();
  let at = 0;
  for (let k = 0; k < left.length; k++) {
    const row = left[k]!;
    if (all !== undefined) while (all[at] !== row) at++;
    const following = all === undefined ? row + 1 : all[at + 1];
    const kind = kinds[row]!;
    if (kind === changeKind.updateBefore) {
      const whole = left[k + 1] === following && following !== undefined && kinds[following] === changeKind.updateAfter;
      if (whole) k++;
      else mended[row] = changeKind.delete;
    } else if (kind === changeKind.updateAfter) mended[row] = changeKind.insert;
  }
  return mended;
}

/** The kinds without updates: each is a delete and an insert. */
export function splitUpdates(kinds: Uint8Array): Uint8Array {
  return kinds.map((kind) => {
    if (kind === changeKind.updateBefore) return changeKind.delete;
    return kind === changeKind.updateAfter ? changeKind.insert : kind;
  });
}
