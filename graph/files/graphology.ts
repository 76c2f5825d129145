import { countText } from "../../core/display/mod.ts";
import { checkOptions } from "../../core/mod.ts";
import type { Graph } from "../graph.ts";
import { AttributeColumns, attributeName } from "./attribute-columns.ts";
import type { GraphDocument, VertexRecord } from "./document.ts";
import { collectGraph } from "./graph-rows.ts";
import { type FileEdge, type FileVertex, graphOfDocument } from "./read-graph.ts";

type Attributes = Readonly<Record<string, unknown>>;

/** A graph of the package `graphology`, as far as it is read here. */
export interface GraphologyGraph {
  readonly type: string;
  readonly size: number;
  forEachNode(look: (node: string, attributes: Attributes) => void): void;
  forEachEdge(
    look: (
      edge: string,
      attributes: Attributes,
      source: string,
      target: string,
      sourceAttributes: Attributes,
      targetAttributes: Attributes,
      undirected: boolean,
    ) => void,
  ): void;
}

/** … and as far as it is filled. */
export interface FillableGraph {
  readonly type: string;
  readonly multi: boolean;
  readonly order: number;
  addNode(node: unknown, attributes?: Attributes): unknown;
  addDirectedEdge(source: unknown, target: unknown, attributes?: Attributes): unknown;
  addUndirectedEdge(source: unknown, target: unknown, attributes?: Attributes): unknown;
}

export interface FromGraphologyOptions {
  /** The attribute that is the weight of an edge. Default: `weight`, where an edge has it. */
  readonly weight?: string;
}

export interface ToGraphologyOptions {
  /** Is told where the graph has more than a million edges. Default: `console.warn`. */
  readonly onWarning?: (text: string) => void;
}

/**
 * A graph of the package `graphology`: its nodes and edges with their attributes as columns, null where one has none. Ids are texts, as there.
 *
 * @throws Where it holds both directed and undirected edges.
 * @example
 * ```ts
 * import { MultiGraph } from "graphology";
 * import { fromGraphology } from "millrace/graph";
 * const given = new MultiGraph();
 * given.mergeEdge("AMS", "CGN", { weight: 230 });
 * console.log(await fromGraphology(given).connectedComponents().collect());
 * ```
 */
export function fromGraphology(
  given: GraphologyGraph,
  options: FromGraphologyOptions = {},
): Graph<string, "id", FileEdge, FileVertex> {
  checkOptions(options, { weight: true }, "fromGraphology");
  mustBeGraphology(given, ["forEachNode", "forEachEdge"], "Cannot make a graph of one of graphology");
  const vertices = new AttributeColumns(["id"]);
  given.forEachNode((id, attributes) => addRow(vertices, { id }, attributes));
  const edges = new AttributeColumns(["source", "target"]);
  let [directed, undirected] = [0, 0];
  given.forEachEdge((_, attributes, source, target, _source, _target, isUndirected) => {
    addRow(edges, { source, target }, attributes);
    if (isUndirected) undirected++;
    else directed++;
  });
  if (directed > 0 && undirected > 0)
    throw new TypeError(
      `Cannot make a graph of one of graphology as all of its edges must be directed, or none: got ${directed} directed and ${undirected} undirected; ` +
        "use toDirected or toUndirected of graphology-operators before",
    );
  const document: GraphDocument = {
    directed: directed > 0 || (undirected === 0 && given.type === "directed"),
    vertices: vertices.finish(),
    edges: edges.finish(),
  };
  return graphOfDocument(document, "graphology", options.weight) as unknown as Graph<
    string,
    "id",
    FileEdge,
    FileVertex
  >;
}

function mustBeGraphology(given: unknown, methods: readonly string[], cannot: string): void {
  const one = Object(given) as Readonly<Record<string, unknown>>;
  const missing = methods.find((name) => typeof one[name] !== "function");
  if (missing !== undefined)
    throw new TypeError(
      `${cannot} as it must be one of its graphs: got something without ${missing}; give a new MultiGraph()`,
    );
}

function addRow(columns: AttributeColumns, ids: Readonly<Record<string, string>>, attributes: Attributes): void {
  columns.next();
  const names = Object.keys(ids);
  for (const name of names) columns.set(name, ids[name]);
  for (const [name, value] of Object.entries(attributes)) columns.set(attributeName(name, names), value);
}

const mostEdges = 2 ** 24 - 1;
/** From here on the package takes gigabytes and minutes. */
const manyEdges = 1_000_000;

/**
 * Puts a graph into an empty one of the package `graphology`, for its layouts, drawings and formats. It takes some 300 bytes an edge there,
 * so that above a million edges there is a warning, and cannot hold more than 16.7 million.
 *
 * @throws Where the graph that is given is not empty, or of the other kind: use `DirectedGraph`, `UndirectedGraph` or, with
 * parallel edges, `MultiGraph`.
 * @example
 * ```ts
 * import { MultiGraph } from "graphology";
 * import { starGraph, toGraphology } from "millrace/graph";
 * const star = await toGraphology(starGraph(5), new MultiGraph());
 * console.log(star.order); // 5
 * ```
 */
export async function toGraphology<Into extends FillableGraph, Id, Name extends string, Edge, Vertex>(
  graph: Graph<Id, Name, Edge, Vertex>,
  into: Into,
  options: ToGraphologyOptions = {},
): Promise<Into> {
  checkOptions(options, { onWarning: true }, "toGraphology");
  mustBeGraphology(into, ["addNode", "addDirectedEdge"], "Cannot put a graph into one of graphology");
  const { onWarning = (text: string) => console.warn(text) } = options;
  const rows = await collectGraph(graph, "graphology", {});
  const unfit = misfit(into, rows.directed, rows.edges.length);
  if (unfit !== undefined) throw new TypeError(`Cannot put a graph into one of graphology as ${unfit}`);
  if (rows.edges.length > manyEdges) onWarning(tooMany(rows.edges.length));
  mustBeTold(rows.vertices);
  for (const { id, values } of rows.vertices) into.addNode(id, values);
  for (const { source, target, values } of rows.edges) {
    if (rows.directed) into.addDirectedEdge(source, target, values);
    else into.addUndirectedEdge(source, target, values);
  }
  return into;
}

/** Nodes have texts as their ids: two that are written alike would be one. */
function mustBeTold(vertices: readonly VertexRecord[]): void {
  const texts = new Set<string>();
  for (const { id } of vertices) {
    if (texts.has(String(id)))
      throw new TypeError(
        `Cannot put a graph into one of graphology as ids are texts there: got two vertices that are both written ${JSON.stringify(String(id))}; ` +
          "give them other ids by mapIds(…) before",
      );
    texts.add(String(id));
  }
}

function tooMany(edges: number): string {
  return (
    `A graph of ${edges.toLocaleString("en-US")} edges takes some ${Math.ceil((300 * edges) / 1e9)} GB in graphology: ` +
    "keep those that matter by filterEdges(…), or use the algorithms of millrace/graph"
  );
}

function misfit({ order, type }: FillableGraph, directed: boolean, edges: number): string | undefined {
  const kind = directed ? "directed" : "undirected";
  if (order > 0) return `it must be empty: got one of ${countText(order, "node")}; give a new one`;
  if (type !== "mixed" && type !== kind)
    return `it must be for ${kind} edges: got one that is ${type}; give a new MultiGraph()`;
  if (edges > mostEdges) return `it must have at most ${mostEdges} edges: got ${edges}; use filterEdges(…) before`;
  return undefined;
}
