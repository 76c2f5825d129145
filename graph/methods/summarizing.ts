import { count, type Dataset } from "../../core/mod.ts";
import type { Choice } from "../build/edge-columns.ts";
import { type Described, pairReader, type Row, reader, verticesOf } from "./described.ts";
import { triplets } from "./joining.ts";

/**
 * The graph of groups: the vertices of which `by` gives the same become one, and so do the edges between two groups of which `label`
 * gives the same. Both count what they stand for.
 */
export function summarized(graph: Described, { by, label }: { by: Choice; label?: Choice }): Described {
  const [groupOf, labelOf] = [
    reader(by, "the vertices of summarize"),
    label === undefined ? undefined : reader(label, "the edges of summarize"),
  ];
  const { directed } = graph.shape;
  const vertices = verticesOf(graph)
    .map((vertex) => ({ id: groupOf(vertex) }))
    .keyBy("id")
    .aggregate({ count: count() });
  const shape = { source: "source", target: "target", weight: "count", id: "id", idName: "id", directed } as const;
  const endsOf = pairReader(shape) as (edge: Row) => readonly [unknown, unknown];
  const between = triplets(graph).map(({ source, target, edge }) => {
    const [one, other] = endsOf({ source: groupOf(source), target: groupOf(target) });
    return { source: one, target: other, label: labelOf === undefined ? null : labelOf(edge) };
  });
  const edges =
    labelOf === undefined
      ? between.keyBy("source", "target").aggregate({ count: count() })
      : between.keyBy("source", "target", "label").aggregate({ count: count() });
  return { edges: edges as unknown as Dataset<Row>, vertices: vertices as unknown as Dataset<Row>, shape };
}
