import { from, generate } from "../../core/mod.ts";
import { demand } from "../checks.ts";
import { type Graph, graph } from "../graph.ts";

/** The ends of an edge by the numbers of vertices. */
export type MadeEdge = readonly [source: number, target: number];

/** Vertices and edges of a graph at most: what numbers of vertices there are. */
const most = 2 ** 31 - 1;

/** Edges that are drawn at most, where they must lie in memory as a list. */
const mostListed = 2 ** 24;

/** A graph without directions over the vertices 0 … count − 1, whose edges are made by their numbers when they are asked for. */
export function madeGraph(vertices: number, edges: number, edgeOf: (edge: number) => MadeEdge): Graph<number> {
  demandAtMost(most, vertices, "vertices");
  demandAtMost(most, edges, "edges");
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

/** A graph whose edges were drawn one after the other. */
export function listedGraph(vertices: number, edges: readonly MadeEdge[]): Graph<number> {
  return madeGraph(vertices, edges.length, (edge) => edges[edge]!);
}

/** Refuses to draw more edges, or as many as are likely, than a list of them holds. */
export function demandListable(count: number, what: string = "edges"): void {
  demandAtMost(mostListed, count, `${what} that are drawn in memory`);
}

/** Refuses more edges than a graph can have. */
export function demandEdges(count: number): void {
  demandAtMost(most, count, "edges");
}

function demandAtMost(limit: number, count: number, what: string): void {
  demand(count <= limit, {
    doing: "make a graph",
    as: `it must have at most ${limit} ${what}`,
    got: count,
    remedy: "use smaller numbers",
  });
}

/** Refuses what is not a whole number from the least on. */
export function demandCount(count: number, least: number, what: string, name: string): void {
  const holds = Number.isInteger(count) && count >= least && count <= most;
  const remedy = `use for instance ${Math.max(least, 10)}`;
  demand(holds, {
    doing: `make a graph in ${name}`,
    as: `its ${what} must be a whole number from ${least} to ${most}`,
    got: count,
    remedy,
  });
}
