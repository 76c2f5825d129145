import {
  type Batch,
  type Column,
  compact,
  keySpace,
  makeBatch,
  type Operator,
  rowSchema,
  rowState,
} from "../../core/mod.ts";
import { type Choice, columnReader, type Read } from "../build/edge-columns.ts";
import { IdIndex } from "../build/vertex-ids.ts";
import { type GrowingGraph, growingGraph } from "../streaming/growing-graph.ts";
import { columnsRead } from "./edges-operator.ts";

/** A row for each edge with what the graph of all edges up to it is like. What is kept are the edges: a restart adds them anew. */
export function runningMetricsOperator(source: Choice, target: Choice): Operator {
  const kept = rowState("edges");
  const reads: readonly Read[] = [
    { name: "source", choice: source },
    { name: "target", choice: target },
  ];
  return {
    name: "runningMetrics",
    state: [kept],
    selection: "accepts",
    reads: () => [columnsRead(reads)],
    open: (context) => {
      const read = columnReader(context, reads, undefined);
      const edges = context.state(kept).space(0);
      // Ids of its own: those of the context are forgotten where no keyed state has them.
      const [ids, graph] = [new IdIndex(keySpace(1)), growingGraph()];
      const before = edges.all()?.batch;
      if (before !== undefined) metricsOf(ids, graph, before, 0);
      return {
        batch: (batch) => {
          const given = read(batch);
          if (given === undefined) return;
          const { schema, rowCount, columns, selection, reused } = given;
          const rows = compact(makeBatch(schema, rowCount, columns, { selection, reused, times: batch.times }));
          const count = edges.size;
          edges.add(rows);
          const metrics = metricsOf(ids, graph, rows, count);
          const all = [...rows.columns, ...metrics.map(([, column]) => column)];
          const fields = ["source", "target", ...metrics.map(([name]) => name)];
          const out = rowSchema(fields.map((name, at) => ({ name, type: all[at]!.type })));
          context.emit(makeBatch(out, rows.rowCount, all, { reused: rows.reused, times: rows.times }));
        },
      };
    },
  };
}

function metricsOf(
  ids: IdIndex,
  graph: GrowingGraph,
  { columns, rowCount }: Batch,
  before: number,
): [string, Column][] {
  const [sources, targets] = [ids.add(columns[0]!, rowCount), ids.add(columns[1]!, rowCount)];
  const column = (): Float64Array => new Float64Array(rowCount);
  const [vertices, edges, components, triangles] = [column(), column(), column(), column()];
  const bipartite = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    graph.add(sources[row]!, targets[row]!);
    vertices[row] = graph.vertices;
    edges[row] = before + row + 1;
    components[row] = graph.components;
    triangles[row] = graph.triangles;
    bipartite[row] = graph.bipartite ? 1 : 0;
  }
  const doubles = Object.entries({ vertices, edges, components, triangles }).map(([name, values]): [string, Column] => [
    name,
    { type: { kind: "float64" }, layout: "float64", values, validity: undefined },
  ]);
  const flag: Column = { type: { kind: "boolean" }, layout: "uint8", values: bipartite, validity: undefined };
  return [...doubles, ["bipartite", flag]];
}
