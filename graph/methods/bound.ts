import { type AggregateSpec, checkOptions, Dataset, from, requireOptions } from "../../core/mod.ts";
import type { Choice } from "../build/edge-columns.ts";
import { demand, mustBeChoice, takesNothing } from "../checks.ts";
import {
  difference,
  intersection,
  mustHaveEnds,
  union,
  withEdges,
  withoutEdges,
  withoutVertices,
  withVertices,
} from "./combining.ts";
import { type Described, mustBeFunction, type Row, verticesOf } from "./described.ts";
import { filterEdges, filterVertices, subgraph } from "./filtering.ts";
import { joinEdges, joinVertices, triplets } from "./joining.ts";
import { mapEdges, mapIds, mapVertices } from "./mapping.ts";
import { type Direction, grouped, incidences, neighbours } from "./neighbourhoods.ts";
import { filterDegrees, simplified } from "./simplifying.ts";
import { summarized } from "./summarizing.ts";
import { strayEdges } from "./validating.ts";

type Call = (row: never) => never;
type Rows = Dataset<Row> | readonly Row[];

/** What describes each graph, for methods that are given another one. */
const descriptions = new WeakMap<object, Described>();

const theOther = "the other one";

/** What describes a graph; what is none is refused. */
export function descriptionOf(graph: unknown, doing: string, which: string = "it"): Described {
  const described = typeof graph === "object" && graph !== null ? descriptions.get(graph) : undefined;
  if (described !== undefined) return described;
  throw new TypeError(
    `Cannot ${doing} as ${which} must be a graph: got ${graph === null ? "null" : typeof graph}; make one by graph({ edges, … })`,
  );
}

/** The methods of one graph. */
export function boundMethods(graph: Described, graphOf: (next: Described) => object): object {
  return { ...rowMethods(graph), ...graphMethods(graph, graphOf) };
}

/** Remembers what describes a graph. */
export function describe<Graph extends object>(graph: Graph, described: Described): Graph {
  descriptions.set(graph, described);
  return graph;
}

function graphMethods(graph: Described, graphOf: (next: Described) => object): object {
  return {
    mapVertices: (call: Call) => graphOf(mapVertices(graph, call)),
    mapEdges: (call: Call) => graphOf(mapEdges(graph, call)),
    mapIds: (call: Call) => graphOf(mapIds(graph, call)),
    filterVertices: (test: Call) => graphOf(filterVertices(graph, test)),
    filterEdges: (test: Call) => graphOf(filterEdges(graph, test)),
    subgraph: (tests: { vertices: Call; edges: Call }) => {
      requireOptions(tests, { vertices: true, edges: true }, "subgraph");
      return graphOf(subgraph(graph, tests));
    },
    simplified: takesNothing("simplified", () => graphOf(simplified(graph))),
    filterDegrees: (options: { least?: number; most?: number }) => graphOf(filterDegrees(graph, degreeRange(options))),
    joinVertices: (rows: Rows, how: { id: Choice; select: never }) => {
      requireOptions(how, { id: true, select: true }, "joinVertices");
      return graphOf(joinVertices(graph, rowsOf(rows, "joinVertices"), how));
    },
    joinEdges: (rows: Rows, how: { source?: Choice; target?: Choice; select: never }) => {
      requireOptions(how, { source: true, target: true, select: true }, "joinEdges");
      return graphOf(joinEdges(graph, rowsOf(rows, "joinEdges"), how));
    },
    union: (other: unknown) => graphOf(union(graph, descriptionOf(other, "unite graphs", theOther))),
    difference: (other: unknown) => graphOf(difference(graph, descriptionOf(other, "take a graph away", theOther))),
    intersect: (other: unknown, options: { by?: Call; parallel?: "one" | "as many" } = {}) => {
      checkOptions(options, { by: true, parallel: ["one", "as many"] }, "intersect");
      demand(options.by === undefined || typeof options.by === "function", {
        doing: "intersect graphs",
        as: "its by must be a function of an edge",
        got: options.by,
        remedy: "write for instance by: (edge) => edge.label",
      });
      return graphOf(intersection(graph, descriptionOf(other, "intersect graphs", theOther), options));
    },
    summarize: (options: { by: Choice; label?: Choice }) => {
      requireOptions(options, { by: true, label: true }, "summarize");
      mustBeChoice(options.by, "by", "summarize a graph");
      if (options.label !== undefined) mustBeChoice(options.label, "label", "summarize a graph");
      return graphOf(summarized(graph, options));
    },
    addVertices: (rows: Rows) => graphOf(withVertices(graph, rowsOf(rows, "addVertices"))),
    addEdges: (rows: Rows) => graphOf(withEdges(graph, endsOf(rows, "addEdges"))),
    removeVertices: (ids: Rows) => {
      const rows = rowsOf(ids, "removeVertices").map((id: unknown) => ({ id }));
      return graphOf(withoutVertices(graph, rows, ({ id }) => id));
    },
    removeEdges: (ends: Rows) => graphOf(withoutEdges(graph, endsOf(ends, "removeEdges"))),
  };
}

function rowMethods(graph: Described): object {
  const { idName } = graph.shape;
  const byVertex = (rows: Dataset<Row>, spec: AggregateSpec<Row>): Dataset<unknown> =>
    rows.keyBy(idName as never).aggregate(spec);
  return {
    edges: graph.edges,
    vertices: verticesOf(graph),
    triplets: takesNothing("triplets", () => triplets(graph)),
    incidences: (options?: object) => incidences(graph, directionOf(options, "incidences")),
    neighbours: (options?: object) => neighbours(graph, directionOf(options, "neighbours")),
    aggregateEdges: (spec: AggregateSpec<Row>, options?: object) =>
      byVertex(incidences(graph, directionOf(options, "aggregateEdges")), spec),
    aggregateNeighbours: (spec: AggregateSpec<Row>, options?: object) =>
      byVertex(neighbours(graph, directionOf(options, "aggregateNeighbours")), spec),
    groupEdges: (call: (vertex: never, rows: never) => Iterable<unknown>, options?: object) => {
      mustBeFunction(call, "groupEdges");
      return grouped(graph, incidences(graph, directionOf(options, "groupEdges")), call);
    },
    groupNeighbours: (call: (vertex: never, rows: never) => Iterable<unknown>, options?: object) => {
      mustBeFunction(call, "groupNeighbours");
      return grouped(graph, neighbours(graph, directionOf(options, "groupNeighbours")), call);
    },
    strayEdges: takesNothing("strayEdges", () => strayEdges(graph)),
  };
}

function degreeRange(options: { least?: number; most?: number }): { least: number; most: number } {
  requireOptions(options, { least: "a number", most: "a number" }, "filterDegrees");
  const { least = 0, most = Number.POSITIVE_INFINITY } = options;
  demand(least >= 0 && most >= least, {
    doing: "filter vertices by filterDegrees",
    as: "its least must be from 0 to its most",
    got: [least, most],
    remedy: "write for instance filterDegrees({ most: 1000 })",
  });
  return { least, most };
}

function directionOf(options: { readonly direction?: Direction } = {}, method: string): Direction {
  checkOptions(options, { direction: ["out", "in", "both"] }, method);
  return options.direction ?? "out";
}

function endsOf(rows: Rows, method: string): Dataset<Row> {
  if (Array.isArray(rows)) for (const row of rows) mustHaveEnds(row, method);
  return rowsOf(rows, method);
}

function rowsOf(rows: Rows, method: string): Dataset<Row> {
  if (Array.isArray(rows)) return from(rows as Row[]);
  if (rows instanceof Dataset && rows.boundedness === "bounded") return rows as Dataset<Row>;
  const got = rows instanceof Dataset ? "an unbounded dataset" : rows === null ? "null" : typeof rows;
  throw new TypeError(
    `Cannot use ${method} as it takes rows that end: got ${got}; give an array, or a bounded dataset such as from(rows)`,
  );
}
