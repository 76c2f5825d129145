import {
  columnOf,
  type Dataset,
  type Flat,
  keySpace,
  rowReader,
  type TimeWindowAssigner,
  type WindowRow,
} from "../../core/mod.ts";
import type { AnyAlgorithm } from "../algorithm.ts";
import { Snapshot } from "../build/snapshot.ts";
import { IdIndex } from "../build/vertex-ids.ts";
import { demand, mustBeAlgorithm, mustHaveWeights } from "../checks.ts";
import type { Described } from "../methods/described.ts";
import { edgeReads, edgesOperator } from "../operator/edges-operator.ts";
import { resultBatches } from "../operator/result-batches.ts";
import type { RowsOf } from "../short-methods/rows.ts";
import { makers, type ShortMethods } from "../short-methods/short-methods.ts";

/** An edge as windows of your own see it. */
export interface WindowedEdge<Id> {
  readonly source: Id;
  readonly target: Id;
  /** Where the algorithm takes weights and the graph has them. */
  readonly weight?: number;
}

/** The rows of each window: which one it is, and what the algorithm gave. */
type InWindows<Rows> = Rows extends Dataset<infer Row> ? Dataset<Flat<WindowRow & Row>> : never;

/** The short methods, each over the edges of one window after the other. */
type WindowedMethods<Id, Name extends string> = {
  readonly [Each in keyof ShortMethods<Id, Name>]: ShortMethods<Id, Name>[Each] extends (
    ...given: infer Given
  ) => infer Rows
    ? (...given: Given) => InWindows<Rows>
    : never;
};

/** A graph of the edges of each window: every algorithm is applied to one after the other. */
export interface WindowedGraph<Id, Name extends string = "id"> extends WindowedMethods<Id, Name> {
  /** The rows of any algorithm for each window; none for windows without the vertices that it names. */
  apply<const Of extends AnyAlgorithm<Id, object>>(algorithm: Of): InWindows<RowsOf<Id, Name, Of>>;
}

/** The graphs of the windows of edges. */
export function windowedGraph(graph: Described, window: TimeWindowAssigner<never>): object {
  const apply = (algorithm: AnyAlgorithm<unknown, object>): Dataset<unknown> => {
    mustBeAlgorithm(algorithm, "apply");
    mustHaveWeights(algorithm, graph.shape.weight);
    return applied(graph, window, algorithm);
  };
  const short = Object.entries(makers).map(([name, make]) => [
    name,
    (options: never) => apply(make(options) as AnyAlgorithm<unknown, object>),
  ]);
  return { ...Object.fromEntries(short), apply };
}

function applied(
  { edges, shape }: Described,
  window: TimeWindowAssigner<never>,
  algorithm: AnyAlgorithm<unknown, object>,
): Dataset<unknown> {
  const reads = edgeReads(shape, algorithm.weights !== undefined);
  demand(!["windowStart", "windowEnd"].includes(shape.idName), {
    doing: `compute ${algorithm.name} in windows`,
    as: "windowStart and windowEnd say which window rows are of",
    got: `${shape.idName} as the id of vertices`,
    remedy: `write id: (vertex) => vertex.${shape.idName}, which rows call "id"`,
  });
  return edges
    .pipe<WindowedEdge<unknown>>(edgesOperator(reads, algorithm.weights))
    .windowAll(window as TimeWindowAssigner<WindowedEdge<unknown>>)
    .process(
      ({ rows, windowStart, windowEnd }) =>
        rowsOf(snapshotOf(rows, shape.directed), shape.idName, algorithm).map((row) => ({
          windowStart,
          windowEnd,
          ...row,
        })),
      { name: `${algorithm.name} in windows` },
    );
}

function snapshotOf(rows: readonly WindowedEdge<unknown>[], directed: boolean): Snapshot {
  const ids = new IdIndex(keySpace(1));
  const sources = ids.add(columnOf(rows.map(({ source }) => source)), rows.length);
  const targets = ids.add(columnOf(rows.map(({ target }) => target)), rows.length);
  const weights = rows[0]?.weight === undefined ? undefined : Float64Array.from(rows, ({ weight }) => weight!);
  return new Snapshot(ids, { sources, targets, weights }, directed);
}

function rowsOf(graph: Snapshot, idName: string, algorithm: AnyAlgorithm<unknown, object>): object[] {
  const { vertices = [] } = algorithm;
  if (vertices.some((id) => graph.ids.find(id) < 0)) return [];
  const turns = algorithm.run(graph);
  for (;;) {
    const { done, value } = turns.next();
    if (done !== true) continue;
    return [...resultBatches(graph, idName, algorithm, value)].flatMap((batch) => {
      const read = rowReader(batch);
      return Array.from({ length: batch.rowCount }, (_, row) => read(row) as object);
    });
  }
}
