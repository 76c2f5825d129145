import { shown } from "../checks.ts";

/** How a graph is stored in a file. */
export type GraphFormat = "edge-list" | "matrix-market" | "graphml" | "gexf" | "metis" | "node-link";

const byExtension: Readonly<Record<string, GraphFormat>> = {
  txt: "edge-list",
  el: "edge-list",
  wel: "edge-list",
  edges: "edge-list",
  edgelist: "edge-list",
  tsv: "edge-list",
  mtx: "matrix-market",
  graphml: "graphml",
  gexf: "gexf",
  graph: "metis",
  metis: "metis",
  json: "node-link",
};

export const formats: readonly GraphFormat[] = ["edge-list", "matrix-market", "graphml", "gexf", "metis", "node-link"];

/** The format of a file, as its name says where nobody else does. */
export function formatOf(path: string, format: GraphFormat | undefined, doing: string): GraphFormat {
  if (typeof path !== "string")
    throw new TypeError(`Cannot ${doing} a file as its path must be a text: got ${shown(path)}; write "roads.graphml"`);
  if (format !== undefined) return format;
  const extension = /\.([a-z]+)(?:\.gz|\.zst)?(?:[?#].*)?$/i.exec(path)?.[1]?.toLowerCase();
  const known = extension === undefined ? undefined : byExtension[extension];
  if (known !== undefined && Object.hasOwn(byExtension, extension!)) return known;
  const isTable = extension === "csv" || extension === "parquet";
  throw new TypeError(
    `Cannot ${doing} ${JSON.stringify(path)} as its format must be known: got ${extension === undefined ? "no extension" : `the extension "${extension}"`}; ` +
      (isTable
        ? 'tables of edges are datasets: graph({ edges: from(…), source: "from", target: "to" }) reads, edges.sinkTo(…).run() writes'
        : `name it as format: ${formats.map((one) => JSON.stringify(one)).join(" or ")}`),
  );
}
