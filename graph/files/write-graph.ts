import { checkOptions, type KnownOptions, writePieces } from "../../core/mod.ts";
import { demandNames } from "../checks.ts";
import type { Graph } from "../graph.ts";
import type { GraphRows } from "./document.ts";
import { edgeListLines } from "./edge-list-lines.ts";
import { formatOf, formats, type GraphFormat } from "./format.ts";
import { gexfLines } from "./gexf-lines.ts";
import { collectGraph } from "./graph-rows.ts";
import { graphmlLines } from "./graphml.ts";
import { matrixMarketLines } from "./matrix-market.ts";
import { metisLines } from "./metis.ts";
import { nodeLinkLines } from "./node-link.ts";
import { textPieces } from "./text-lines.ts";

export interface WriteGraphOptions {
  /** Default: as the file's extension says. */
  readonly format?: GraphFormat;
  /** Which columns of edges beside their ends are written; the weight is called `weight`, whatever its column is. Default: all. */
  readonly columns?: readonly string[];
  /** Which columns of vertices beside their id are written. Default: all. */
  readonly vertexColumns?: readonly string[];
}

const known: KnownOptions<WriteGraphOptions> = { format: formats, columns: true, vertexColumns: true };

const lines: Readonly<Record<GraphFormat, (rows: GraphRows) => Iterable<string>>> = {
  "edge-list": edgeListLines,
  "matrix-market": matrixMarketLines,
  graphml: graphmlLines,
  gexf: gexfLines,
  metis: metisLines,
  "node-link": nodeLinkLines,
};

/** What a format holds of vertices and edges beside ids and ends. */
const holds: Readonly<Record<GraphFormat, "all" | "edges" | "weights">> = {
  "edge-list": "edges",
  "matrix-market": "weights",
  graphml: "all",
  gexf: "all",
  metis: "weights",
  "node-link": "all",
};

/**
 * Writes a graph to a file of any file system, which appears when it is whole. Rows of vertices and edges are held meanwhile. What a format
 * cannot hold is an error that says so, never left out: choose columns, or another format. Where there are rows by the hundred million,
 * tables of edges and vertices are written as datasets: `graph.edges.sinkTo(parquet("edges/")).run()`.
 *
 * @throws Where an id, a value or the kind of graph has no place in the format.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, readGraph, writeGraph } from "millrace/graph";
 * const edges = from([{ from: "AMS", to: "CGN", km: 230 }, { from: "CGN", to: "FRA", km: 190 }]);
 * const roads = graph({ edges, source: "from", target: "to", weight: "km", directed: false });
 * await writeGraph(roads, "out/roads.graphml");
 * const again = await readGraph("out/roads.graphml");
 * console.log((await again.edges.collect()).length); // 2
 * ```
 */
export async function writeGraph<Id, Name extends string, Edge, Vertex>(
  graph: Graph<Id, Name, Edge, Vertex>,
  path: string,
  options: WriteGraphOptions = {},
): Promise<void> {
  checkOptions(options, known, "writeGraph");
  demandNames(options.columns, "columns", "write a graph");
  demandNames(options.vertexColumns, "vertexColumns", "write a graph");
  const format = formatOf(path, options.format, "write a graph to");
  const rows = await collectGraph(graph, path, options);
  checkHeld(rows, format);
  await writePieces(path, textPieces(lines[format](rows)));
}

/** What has no place in the format, and nobody chose to leave out, is refused. */
function checkHeld({ path, vertexColumns, edgeColumns }: GraphRows, format: GraphFormat): void {
  const held = holds[format];
  if (held === "all") return;
  const refuse = (what: string, names: readonly string[], remedy: string): void => {
    if (names.length === 0) return;
    throw new TypeError(
      `Cannot write a graph to ${JSON.stringify(path)} as ${format} holds no ${what}: ` +
        `got ${names.map((name) => JSON.stringify(name)).join(", ")}; leave them out by ${remedy}, or write GraphML or node-link JSON`,
    );
  };
  refuse("columns of vertices", vertexColumns, "vertexColumns: []");
  const others = held === "weights" ? edgeColumns.filter((name) => name !== "weight") : [];
  refuse("columns of edges but weights", others, 'columns: ["weight"], or [] for none');
}
