import type { Batch } from "../data/batch.ts";
import { spillByGroup } from "./spill-by-group.ts";
import { type SpilledBatch, type SpilledRows, spilledRows } from "./spilled-rows.ts";
import type { Recoverable, StateDeclaration, StateHost } from "./state.ts";

/** Rows on disk in the order of their keys. */
export interface OrderedRun {
  /** Batches there are. */
  readonly batches: number;
  accepts(batch: Batch | undefined): boolean;
  append(batch: Batch, keys: Float64Array): void;
  read(at: number): SpilledBatch;
  /** Says which batches, from one up to another, other state has the rows of for now. */
  lend(from: number, to: number): void;
  /** Those that no other state has. */
  rest(): Generator<SpilledBatch, void, undefined>;
  clear(): void;
  /** What a restore has brought, by key group: in no order. To be taken and cleared before anything else. */
  readonly restored: SpilledRows;
}

/** Declares a run of rows in order. A snapshot has its rows by key group, so that they can be dealt out anew. */
export function orderedRun(name: string): StateDeclaration<OrderedRun> {
  return { name, scope: "keyed", form: "ordered run", spills: true, create: (host) => runOf(name, host) };
}

function runOf(name: string, host: StateHost): OrderedRun & Recoverable {
  const run = spilledRows(name, "operator").create(host);
  const byGroup = (): SpilledRows & Recoverable => spilledRows(name, "keyed").create(host);
  const restored = byGroup();
  let lent = { from: 0, to: 0 };
  function* rest(): Generator<SpilledBatch, void, undefined> {
    for (let at = 0; at < run.batchesOf(0); at++) if (at < lent.from || at >= lent.to) yield run.read(0, at);
  }
  return {
    get batches() {
      return run.batchesOf(0);
    },
    accepts: (batch) => run.accepts(batch),
    append: (batch, keys) => run.append(0, batch, keys),
    read: (at) => run.read(0, at),
    lend: (from, to) => {
      lent = { from, to };
    },
    rest,
    clear: () => {
      run.clear();
      lent = { from: 0, to: 0 };
    },
    restored,
    snapshot: () => {
      const parts = byGroup();
      for (const { batch, keys } of rest()) spillByGroup(parts, batch, keys, host.keys, "with keys");
      const snapshot = parts.snapshot();
      parts.close?.();
      return snapshot;
    },
    restore: (given) => restored.restore(given),
    close: () => {
      run.close?.();
      restored.close?.();
    },
  };
}
