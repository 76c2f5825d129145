import type { Batch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { shown } from "../data/options.ts";
import { anyKind, keyKinds, kindOfValue, kindsIn, kindText } from "./key-kinds.ts";

/** The keys of what a step had kept when it was restored. */
export interface KeptKeys {
  /** Throws where no key of the first rows can be one of those that are kept: what is kept would never be found again. */
  see(columns: readonly Column[], batch: Batch): void;
}

/** @param each Visits the keys that are kept, all of them before any row has come. */
export function keptKeys(step: string, each: (visit: (key: unknown) => void) => void): KeptKeys {
  let [kept, example]: [number, unknown] = [0, undefined];
  each((key) => {
    if (kept === 0) example = key;
    kept |= kindOfValue(key);
  });
  return {
    see: (columns, batch) => {
      const seen = columns.length === 1 ? kindsIn(columns[0]!, batch) : keyKinds.object;
      if (kept !== 0 && seen !== 0 && (kept & seen) === 0) throw otherKeys(step, kept, example, seen);
    },
  };
}

/** The name of an error after which nobody need try again: keys will not be others. It is known by that behind threads, too. */
export const ofOtherKeys = "OtherKeys";

class OtherKeys extends TypeError {
  override readonly name = ofOtherKeys;
}

function otherKeys(step: string, kept: number, example: unknown, seen: number): OtherKeys {
  const [was, is] = [kindText(kept), seen === anyKind ? "others" : kindText(seen)];
  return new OtherKeys(
    `Cannot go on with what ${step} has kept as its keys must be of the type that they were: got ${is}, and ${was} such as ${shown(example)} ` +
      `in what it goes on from, of which it would find none; key it by ${was} as before, or give the step another name and let go of what it has kept`,
  );
}
