import { count } from "../../core/mod.ts";
import { type Described, endsReader, idReader, pairReader, type Row, sameIds, verticesOf } from "./described.ts";
import { amongVertices, named } from "./filtering.ts";

/** The graph without self-loops, and with one edge, the first, of several between the same ends. */
export function simplified(graph: Described): Described {
  const ends = endsReader(graph.shape);
  const edges = graph.edges
    .filter((edge) => {
      const [source, target] = ends(edge);
      return !sameIds(source, target);
    })
    .distinctBy(pairReader(graph.shape) as never);
  return { edges, vertices: verticesOf(graph), shape: named(graph, graph.shape) };
}

/** The graph of the vertices that have so many edges as `degrees` counts them, and of the edges between them. */
export function filterDegrees(graph: Described, { least, most }: { least: number; most: number }): Described {
  const ends = endsReader(graph.shape);
  const degrees = graph.edges
    .flatMap((edge): { end: unknown }[] => ends(edge).map((end) => ({ end })))
    .keyBy("end")
    .aggregate({ degree: count() });
  const all = verticesOf(graph);
  const on = [idReader(graph.shape), (row: Row) => row.end] as const;
  const few = least > 0 ? degrees.filter(({ degree }) => degree >= least && degree <= most) : undefined;
  const passing =
    few === undefined
      ? all.join(degrees.filter(({ degree }) => degree > most) as never, { on: on as never, how: "anti" })
      : all.join(few as never, { on: on as never, how: "semi" });
  return amongVertices(graph, passing as typeof all);
}
