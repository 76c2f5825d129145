import { type Batch, changeKind, compact, keySpace, makeBatch, type Operator, operatorState } from "../../core/mod.ts";
import type { AnyAlgorithm, ComingEdges, Live, RowChanges } from "../algorithm.ts";
import { columnReader } from "../build/edge-columns.ts";
import { IdIndex, type SavedIds } from "../build/vertex-ids.ts";
import { grownTo } from "../streaming/growing.ts";
import type { GraphShape } from "./algorithm-operator.ts";
import { columnsRead, edgeReads } from "./edges-operator.ts";
import { changeBatches } from "./result-batches.ts";

interface SavedGraph {
  readonly ids: SavedIds;
  readonly task: unknown;
}

const kept = operatorState<SavedGraph | null>(
  "graph",
  () => null,
  (one, other) => one ?? other,
);

/**
 * Gives the rows of an algorithm as they change with the edges: what is different by the end of a batch goes out with it. What is
 * kept are the ids and what the algorithm knows, as arrays; the edges only where it needs them.
 */
export function liveOperator(
  shape: GraphShape,
  algorithm: AnyAlgorithm<unknown, object>,
  live: Live<object>,
): Operator {
  const reads = edgeReads(shape, algorithm.weights !== undefined);
  return {
    name: algorithm.name,
    state: [kept],
    selection: "accepts",
    ...(live.keepsRows === true ? {} : { gives: "changes" }),
    ...changesOf(live),
    details: { graph: shape.directed ? "directed" : "undirected", edges: "unbounded", ...algorithm.details },
    reads: () => [columnsRead(reads)],
    open: (context) => {
      const read = columnReader(context, reads, algorithm.weights);
      const saved = context.state(kept);
      // Those of the context are of keyed state, and forgotten where none has them.
      const ids = new IdIndex(keySpace(1));
      if (saved.value !== null) ids.restore(saved.value.ids);
      const ends: Ends = { source: new Int32Array(0), target: new Int32Array(0) };
      const task = live.open({ ids, directed: shape.directed, saved: saved.value?.task });
      // Taken when a snapshot is: copies of all arrays after each batch would take longer than the batch.
      saved.value = {
        get ids() {
          return ids.save();
        },
        get task() {
          return task.save();
        },
      };
      const give = (changes: RowChanges<object>): void => {
        for (const batch of changeBatches(ids, shape.idName, changes)) context.emit(batch);
      };
      return {
        batch: (batch) => {
          const given = read(batch);
          if (given === undefined) return;
          task.add(comingEdges(ids, ends, given, batch.kinds));
          give(task.changes(false));
        },
        end: () => give(task.changes(true)),
      };
    },
  };
}

function changesOf({ keepsEdges }: Live<object>): Pick<Operator, "changes" | "refusesChanges"> {
  if (keepsEdges === undefined) return { changes: "accepts" };
  const remedy = 'take windows of the edges, as by graph.window(tumbling("1h")), or run it on bounded data';
  return { refusesChanges: { as: keepsEdges, remedy } };
}

/** Arrays that are written over batch after batch. */
interface Ends {
  source: Int32Array;
  target: Int32Array;
}

function comingEdges(ids: IdIndex, ends: Ends, read: Batch, kinds: Uint8Array | undefined): ComingEdges {
  const { schema, selection, reused } = read;
  const rows = compact(makeBatch(schema, read.rowCount, read.columns, { selection, reused, kinds }));
  const { columns, rowCount: count } = rows;
  ends.source = grownTo(ends.source, count);
  ends.target = grownTo(ends.target, count);
  const sources = ids.add(columns[0]!, count, ends.source);
  const targets = ids.add(columns[1]!, count, ends.target);
  const weight = columns[2];
  const weights = weight?.layout === "float64" ? weight.values.subarray(0, count) : undefined;
  const removed = rows.kinds?.map((kind) => (kind === changeKind.updateBefore || kind === changeKind.delete ? 1 : 0));
  return { count, sources, targets, weights, removed };
}
