import { from, generate } from "../../core/mod.ts";
import { demand } from "../checks.ts";
import { type Graph, graph } from "../graph.ts";

/** The ends of an edge by the numbers of vertices. */
export type MadeEdge = readonly [source: number, target: number];

/** A graph without directions over the vertices 0 … count − 1, whose edges are made by their numbers when they are asked for. */
export function madeGraph(vertices: number, edges: number, edgeOf: (edge: number) => MadeEdge): Graph<number> {
  const make = (edge: number): { source: number; target: number } => {
    const [source, target] = edgeOf(edge);
    return { source, target };
  };
  return graph({
    edges: from(generate({ make, count: edges })),
    source: "source",
    target: "target",
    vertices: from(generate({ make: (id) => ({ id }), count: vertices })),
    id: "id",
    directed: false,
  });
}

/** Refuses what is not a whole number from the least on. */
export function demandCount(count: number, least: number, what: string, name: string): void {
  const holds = Number.isInteger(count) && count >= least;
  const remedy = `use for instance ${Math.max(least, 10)}`;
  demand(holds, {
    doing: `make a graph in ${name}`,
    as: `its ${what} must be a whole number from ${least}`,
    got: count,
    remedy,
  });
}
