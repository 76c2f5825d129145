import { spillByGroup } from "./spill-by-group.ts";
import { type SpilledBatch, type SpilledRows, spilledRows } from "./spilled-rows.ts";
import type { Recoverable, StateDeclaration, StateHost } from "./state.ts";

/** Rows on disk by the ranges that their keys are in: a part for each. */
export interface RangedRows extends Pick<SpilledRows, "parts" | "accepts" | "append" | "batchesOf" | "read" | "clear"> {
  /** What a restore has brought, by key group: in no order. To be taken and cleared before anything else. */
  readonly restored: SpilledRows;
}

/** Rows on disk in the order of their keys: all in the first part. */
export interface OrderedRun extends RangedRows {
  /** Says which batches, from one up to another, other state has the rows of for now. */
  lend(from: number, to: number): void;
  /** Those that no other state has. */
  rest(): Generator<SpilledBatch, void, undefined>;
}

/** Declares a run of rows in order. A snapshot has its rows by key group, so that they can be dealt out anew. */
export function orderedRun(name: string): StateDeclaration<OrderedRun> {
  return { name, scope: "keyed", form: "ordered run", spills: true, create: (host) => runOf(name, host) };
}

/** Declares rows in parts of the operator's own. A snapshot has them by key group, as that of a run. */
export function rangedRows(name: string): StateDeclaration<RangedRows> {
  return { name, scope: "keyed", form: "ranged rows", spills: true, create: (host) => runOf(name, host) };
}

function runOf(name: string, host: StateHost): OrderedRun & Recoverable {
  const own = spilledRows(name, "operator").create(host);
  const byGroup = (): SpilledRows & Recoverable => spilledRows(name, "keyed").create(host);
  const restored = byGroup();
  let lent = { from: 0, to: 0 };
  function* rest(): Generator<SpilledBatch, void, undefined> {
    for (const part of own.parts) {
      for (let at = 0; at < own.batchesOf(part); at++) {
        if (part !== 0 || at < lent.from || at >= lent.to) yield own.read(part, at);
      }
    }
  }
  return {
    get parts() {
      return own.parts;
    },
    accepts: own.accepts,
    append: own.append,
    batchesOf: own.batchesOf,
    read: own.read,
    lend: (from, to) => {
      lent = { from, to };
    },
    rest,
    clear: () => {
      own.clear();
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
      own.close?.();
      restored.close?.();
    },
  };
}
