/** Where a user's function stands: whose state its handles show, and what time it is there. */
export interface StateCursor {
  /** The number of the key at hand; NaN while no function runs. */
  key: number;
  /** Event time, ms: of the record or timer at hand, never behind the watermark. */
  eventMs: number;
  processingMs: number;
  /** What takes back the changes of this call, in the order they were made; undefined where nobody will ask for it. */
  readonly undo: (() => void)[] | undefined;
}

/** The number of the key at hand. */
export function keyAt(cursor: StateCursor, state: string): number {
  if (Number.isNaN(cursor.key)) throw outside(state);
  return cursor.key;
}

function outside(state: string): TypeError {
  return new TypeError(
    `Cannot use state ${JSON.stringify(state)} now as it shows what belongs to a key, and none is at hand: got a call outside of ` +
      "the functions of its step; use it before they return",
  );
}
