import { checkOptions, type Dataset, fromColumns, type KnownOptions, readPieces } from "../../core/mod.ts";
import { demandNames, shown } from "../checks.ts";
import { type Graph, graph } from "../graph.ts";
import { type DocumentColumn, fileError, type GraphDocument } from "./document.ts";
import { readEdgeList } from "./edge-list.ts";
import { formatOf, formats, type GraphFormat } from "./format.ts";
import { readGexf } from "./gexf.ts";
import { readGraphml } from "./graphml.ts";
import { readMatrixMarket } from "./matrix-market.ts";
import { readMetis } from "./metis.ts";
import { readNodeLink } from "./node-link.ts";
import { shownValue } from "./written-values.ts";

export interface ReadGraphOptions {
  /** Default: as the file's extension says. */
  readonly format?: GraphFormat;
  /** Whether edges have a direction. Default: as the file says; an edge list that does not say it is directed. */
  readonly directed?: boolean;
  /** Of edge lists: what stands behind source and target. Default: as `writeGraph` wrote it, or `weight`, `column4`, `column5` … */
  readonly columns?: readonly string[];
  /** Of edge lists: what parts a line, a character. Default: blanks, commas or semicolons, by the first edge. */
  readonly delimiter?: string;
  /** The column that is the weight of an edge. Default: `weight`, where there is such a column. */
  readonly weight?: string;
}

const known: KnownOptions<ReadGraphOptions> = {
  format: formats,
  directed: true,
  columns: true,
  delimiter: true,
  weight: true,
};

/** An id of a vertex in a file: a number where all are. */
export type FileVertexId = string | number;

/** An edge of a file: its ends, and what else is said of it, null where it is said of others only. */
export interface FileEdge {
  readonly source: FileVertexId;
  readonly target: FileVertexId;
  readonly [column: string]: unknown;
}

/** A vertex of a file. */
export interface FileVertex {
  readonly id: FileVertexId;
  readonly [column: string]: unknown;
}

/**
 * A graph from a file of any file system (a path, `s3:`, `hdfs:`; gzip and Zstandard are unpacked): edge lists, Matrix Market, GraphML,
 * GEXF, METIS and node-link JSON. The file is read at once, into columns. GraphML and GEXF need the package `saxes`.
 *
 * Tables of edges in Parquet, CSV or a database need no format of graphs: `graph({ edges: from(parquet("edges.parquet")), … })`.
 *
 * @throws Where the file is none of its format: the line, what stands there and what must.
 * @example
 * ```ts
 * import { writePieces } from "millrace";
 * import { readGraph } from "millrace/graph";
 * await writePieces("out/roads.txt", [new TextEncoder().encode("AMS CGN 230\nCGN FRA 190\n")]);
 * const roads = await readGraph("out/roads.txt", { directed: false });
 * console.log(await roads.sssp({ from: "AMS" }).collect()); // …, { id: "FRA", distance: 420 }
 * ```
 */
export async function readGraph(
  path: string,
  options: ReadGraphOptions = {},
): Promise<Graph<FileVertexId, "id", FileEdge, FileVertex>> {
  checkOptions(options, known, "readGraph");
  demandNames(options.columns, "columns", "read a graph");
  const format = formatOf(path, options.format, "read a graph from");
  checkUse(path, format, options);
  const document = await read(path, format, options);
  if (namesVertices.has(format)) checkIds(document, path);
  return graphOfDocument(document, path, options.weight);
}

async function read(path: string, format: GraphFormat, options: ReadGraphOptions): Promise<GraphDocument> {
  const pieces = readPieces(path);
  switch (format) {
    case "edge-list":
      return readEdgeList(pieces, path, {
        directed: options.directed,
        columns: options.columns,
        delimiter: options.delimiter,
      });
    case "matrix-market":
      return readMatrixMarket(pieces, path);
    case "metis":
      return readMetis(pieces, path);
    case "graphml":
      return readGraphml(pieces, path, options.directed);
    case "gexf":
      return readGexf(pieces, path, options.directed);
    default:
      return readNodeLink(pieces, path, options.directed);
  }
}

/** Formats that name vertices, and then the ends of edges: others cannot name one that is none. */
const namesVertices: ReadonlySet<GraphFormat> = new Set(["graphml", "gexf", "node-link"]);

/** Vertices have ids of their own, and edges lead from and to vertices. */
function checkIds({ vertices, edges }: GraphDocument, path: string): void {
  const remedy =
    "write the file again by the program that made it, with each vertex once and all ends of edges among them";
  const known = new Set<unknown>();
  const ids = vertices!.get("id")!;
  for (let at = 0; at < ids.length; at++) {
    if (known.has(ids[at]))
      throw fileError({
        path,
        as: "each vertex must have an id of its own",
        got: `${shownValue(ids[at])} again as vertex ${at + 1}`,
        remedy,
      });
    known.add(ids[at]);
  }
  for (const name of ["source", "target"]) {
    const ends = edges.get(name)!;
    for (let at = 0; at < ends.length; at++) {
      if (!known.has(ends[at]))
        throw fileError({
          path,
          as: "edges must lead from and to vertices of the file",
          got: `${shownValue(ends[at])} as ${name} of edge ${at + 1}`,
          remedy,
        });
    }
  }
}

/** Options that a format has no use for are refused, as nobody would hear that they do nothing. */
function checkUse(path: string, format: GraphFormat, { directed, columns, delimiter }: ReadGraphOptions): void {
  const idle =
    format !== "edge-list" && columns !== undefined
      ? "columns"
      : format !== "edge-list" && delimiter !== undefined
        ? "delimiter"
        : (format === "matrix-market" || format === "metis") && directed !== undefined
          ? "directed"
          : undefined;
  if (idle !== undefined)
    throw new TypeError(
      `Cannot read a graph from ${JSON.stringify(path)} with ${idle} as ${format} says that itself: got ${idle}; ` +
        (idle === "directed" ? "leave it out, and use undirected() behind" : "leave it out"),
    );
  if (delimiter === undefined || (typeof delimiter === "string" && /^[\x20-\x7e\t]$/.test(delimiter))) return;
  throw new RangeError(
    `Cannot read a graph from ${JSON.stringify(path)} as its delimiter must be one character of ASCII: got ${shown(delimiter)}; use for instance delimiter: "|"`,
  );
}

/** The graph of a document whose columns lie in memory. */
export function graphOfDocument(
  { directed, vertices, edges }: GraphDocument,
  path: string,
  weight: string | undefined,
): Graph<FileVertexId, "id", FileEdge, FileVertex> {
  if (weight !== undefined && !edges.has(weight))
    throw fileError({
      path,
      as: `its edges must have the column ${shown(weight)}`,
      got: [...edges.keys()].join(", "),
      remedy: "name one of these as weight",
    });
  const chosen = weight ?? (edges.has("weight") ? "weight" : undefined);
  return graph({
    edges: datasetOf<FileEdge>(edges),
    source: "source",
    target: "target",
    directed,
    ...(chosen === undefined ? {} : { weight: chosen }),
    ...(vertices === undefined ? {} : { vertices: datasetOf<FileVertex>(vertices), id: "id" }),
  } as never) as unknown as Graph<FileVertexId, "id", FileEdge, FileVertex>;
}

function datasetOf<Row>(columns: ReadonlyMap<string, DocumentColumn>): Dataset<Row> {
  return fromColumns(Object.fromEntries(columns) as Readonly<Record<string, readonly unknown[]>>) as Dataset<Row>;
}
