import type { Dataset } from "../../core/mod.ts";
import { type Described, edgesOf, idReader, type Row, reader } from "./described.ts";

/** The edges of which an end is none of the vertices. */
export function strayEdges({ edges, vertices, shape }: Described): Dataset<Row> {
  if (vertices === undefined) return edges.filter(() => false);
  const id = idReader(shape);
  const [source, target] = [reader(shape.source, edgesOf), reader(shape.target, edgesOf)];
  const fromNowhere = edges.join(vertices, { on: [source, id], how: "anti" });
  const fromVertices = edges.join(vertices, { on: [source, id], how: "semi" });
  return fromNowhere.union(fromVertices.join(vertices, { on: [target, id], how: "anti" }));
}
