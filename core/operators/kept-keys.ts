import { type Batch, lengthOf } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { neverRight } from "../data/never-right.ts";
import { shown } from "../data/options.ts";
import { anyKind, keyKinds, kindOfValue, kindsIn, kindText } from "./key-kinds.ts";

/** The keys of what a step had kept when it was restored. */
export interface KeptKeys {
  /**
   * Looks at the keys of a batch; gives whether there is no more to look for. Throws where no key of so many rows can be one of those
   * that are kept: what is kept would never be found again.
   */
  see(columns: readonly Column[], batch: Batch): boolean;
}

/** Keys of a step may be of several kinds, and a few rows of one kind alone: only more of them say that all keys are others. */
const enoughRows = 64;

/** @param each Visits the keys that are kept, all of them before any row has come. */
export function keptKeys(step: string, each: (visit: (key: unknown) => void) => void): KeptKeys {
  let [kept, example]: [number, unknown] = [0, undefined];
  each((key) => {
    if (kept === 0) example = key;
    kept |= kindOfValue(key);
  });
  let [seen, rows] = [0, 0];
  return {
    see: (columns, batch) => {
      seen |= columns.length === 1 ? kindsIn(columns[0]!, batch) : keyKinds.object;
      rows += lengthOf(batch);
      if (kept === 0 || (kept & seen) !== 0) return true;
      if (seen !== 0 && rows >= enoughRows) throw neverRight(otherKeys(step, kept, example, seen));
      return false;
    },
  };
}

function otherKeys(step: string, kept: number, example: unknown, seen: number): TypeError {
  const [was, is] = [kindText(kept), seen === anyKind ? "others" : kindText(seen)];
  return new TypeError(
    `Cannot go on with what ${step} has kept as its keys must be of the type that they were: got ${is}, and ${was} such as ${shown(example)} ` +
      `in what it goes on from, of which it would find none; key it by ${was} as before, or give the step another name and let go of what it has kept`,
  );
}
