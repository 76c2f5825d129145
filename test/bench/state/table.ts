import { defaultMaxParallelism } from "../../../core/data/key-group.ts";
import type { Folding } from "../../../core/data/partial-columns.ts";
import type { Manifest } from "../../../core/runtime/checkpoint/manifest.ts";
import { keySpace } from "../../../core/state/key-space.ts";
import { type PaneState, paneState } from "../../../core/state/pane-state.ts";
import { pieceBytes, type Recoverable, type StateSnapshot } from "../../../core/state/state.ts";

const sum: Folding = {
  name: "sum",
  zero: () => 0,
  add: (partial: number, value: number) => partial + value,
  merge: (left: number, right: number) => left + right,
  result: (partial: number) => partial,
};

export type Panes = PaneState & Recoverable;

/** So many keys with 16 numbers each: the state of an aggregate. */
export function emptyPanes(): Panes {
  const foldings = Array.from({ length: 16 }, (_, at) => ({ ...sum, name: `sum${at}` }));
  const host = {
    keys: keySpace(defaultMaxParallelism),
    maxParallelism: defaultMaxParallelism,
    clock: { nowMs: () => 0 },
    watermark: () => 0,
  };
  return paneState("panes", foldings).create(host) as Panes;
}

/** What a manifest says besides, of a run that is none. */
export const manifestRest: Omit<Manifest, "stages" | "id"> = {
  job: null,
  runId: "bench",
  origin: null,
  takenMs: 0,
  kind: "checkpoint",
  sources: [],
  sinks: [],
  deadLetters: [],
};

const batchRows = 8192;
const entries = new Int32Array(batchRows);

/** Adds one to all numbers of `count` keys from `first` on, in batches. */
export function touch(panes: Panes, first: number, count: number): void {
  const table = panes.pane(0);
  for (let from = 0; from < count; from += batchRows) {
    const length = Math.min(batchRows, count - from);
    const keys = Float64Array.from({ length }, (_, k) => first + from + k);
    table.locate(keys, undefined, 0, length, entries);
    for (const { numbers } of table.partials) for (let k = 0; k < length; k++) numbers[entries[k]!]! += 1;
  }
}

/** Copies what a snapshot noted; gives its bytes. */
export function copied(snapshot: StateSnapshot): number {
  if (snapshot.scope !== "pieces") return 0;
  const fresh = snapshot.pieces.filter(({ take }) => take !== undefined);
  return pieceBytes([{ scope: "pieces", pieces: fresh }]).reduce((sum, { length }) => sum + length, 0);
}
