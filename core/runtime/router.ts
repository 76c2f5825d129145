import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import { mendedKinds } from "../data/change-pairs.ts";
import { take } from "../data/compact.ts";
import { defaultMaxParallelism, subtaskOf } from "../data/key-group.ts";
import type { Schema } from "../data/schema.ts";
import { keyedInput } from "../operators/keyed-input.ts";
import type { OperatorContext } from "../operators/operator.ts";
import type { Partitioning } from "../plan/node.ts";
import { keyedTable } from "../state/keyed-table.ts";
import { rowsByTarget } from "./kernels/rows-by-target.ts";

/** Where the rows of a batch go: calls `send` with each target's part. */
export type Router = (batch: Batch, send: (target: number, part: Batch) => void) => void;

export function router(
  partitioning: Partitioning | undefined,
  from: number,
  targets: number,
  context: OperatorContext,
): Router {
  if (targets === 1) return (batch, send) => send(0, batch);
  if (partitioning === undefined) return (batch, send) => send(from % targets, batch);
  if (partitioning.by === "key") return keyRouter(partitioning, targets, context);
  if (partitioning.by === "broadcast") {
    return (batch, send) => {
      for (let target = 0; target < targets; target++) send(target, batch);
    };
  }
  let next = from % targets;
  return (batch, send) => {
    send(next, batch);
    next = (next + 1) % targets;
  };
}

const noRows = new Int32Array(0);

/** A router that first tells every target of columns that are new, by a batch without rows. */
export function announcing(route: Router, targets: number): Router {
  let last: Schema | undefined;
  return (batch, send) => {
    if (batch.schema !== last) {
      last = batch.schema;
      const columns = take(batch, noRows);
      for (let target = 0; target < targets; target++) send(target, columns);
    }
    route(batch, send);
  };
}

/** Keys whose subtask is remembered; beyond, they are computed anew. */
const rememberedKeys = 1_000_000;

function keyRouter({ key }: Partitioning & { by: "key" }, targets: number, context: OperatorContext): Router {
  const input = keyedInput(context, key, []);
  let known = keyedTable([]);
  let targetOf: Int32Array = new Int32Array(0);
  let entries = new Int32Array(0);
  let rows = new Int32Array(0);
  const ends = new Int32Array(targets);
  return (given, send) => {
    if (known.size > rememberedKeys) {
      known = keyedTable([]);
      context.keys.sweep(() => undefined);
    }
    const keyed = input(given);
    if (keyed === undefined) return;
    const { batch, keys } = keyed;
    const length = lengthOf(batch);
    if (entries.length < length) entries = new Int32Array(length);
    const before = known.size;
    known.locate(keys, batch.selection, 0, length, entries);
    if (known.size > targetOf.length) targetOf = grown(targetOf, known.keys.length);
    for (let entry = before; entry < known.size; entry++) {
      targetOf[entry] = subtaskOf(context.keys.groupOf(known.keys[entry]!), targets, defaultMaxParallelism);
    }
    if (rows.length < length) rows = new Int32Array(length);
    rowsByTarget(targetOf, entries, batch.selection, length, rows, ends);
    for (let target = 0, start = 0; target < targets; target++) {
      const end = ends[target]!;
      if (end > start) send(target, part(batch, rows.subarray(start, end)));
      start = end;
    }
  };
}

/** The rows for one target. An update whose halves go different ways is a delete and an insert. */
function part(batch: Batch, selection: Int32Array): Batch {
  const kinds = batch.kinds && mendedKinds(batch.kinds, batch.selection, selection);
  const { schema, rowCount, columns, times } = batch;
  // Not gathered here: what goes to another thread is gathered into its memory.
  return makeBatch(schema, rowCount, columns, { times, kinds, selection, reused: true });
}

function grown(values: Int32Array, capacity: number): Int32Array {
  const larger = new Int32Array(capacity);
  larger.set(values);
  return larger;
}
