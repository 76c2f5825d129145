import type { AggregateResults, AggregateSpec, Dataset, Flat } from "../../core/mod.ts";
import type { Chosen, ColumnChoice, Graph } from "../graph.ts";
import type { Direction } from "./neighbourhoods.ts";

/** The columns that edges have in common, whatever their rows are called: their ends. */
export interface NamedEnds<Id> {
  readonly source: Id;
  readonly target: Id;
}

/** A row with its ends under their common names beside its own columns. */
export type WithEnds<Id, Edge> = Flat<Omit<Edge, "source" | "target"> & NamedEnds<Id>>;

/** A row with its id. */
export type WithId<Id, Name extends string, Row> = Flat<Omit<Row, Name> & Readonly<Record<Name, Id>>>;

/** An edge as one of its vertices sees it: that vertex, the one at the other end, and the row of the edge. */
export type Incidence<Id, Name extends string, Edge> = Flat<
  Readonly<Record<Name, Id>> & { readonly other: Id; readonly edge: Edge }
>;

/** A neighbour of a vertex: its row, and that of the edge between them. */
export type Neighbour<Id, Name extends string, Edge, Vertex> = Flat<
  Readonly<Record<Name, Id>> & { readonly neighbour: Vertex; readonly edge: Edge }
>;

/** The rows of a graph: all that another one needs to know of it. */
export interface GraphRows<Edge, Vertex> {
  readonly edges: Dataset<Edge>;
  readonly vertices: Dataset<Vertex>;
}

export interface DirectionOptions {
  /** Which edges of a vertex count. Default `"out"`; of an undirected graph always all. */
  readonly direction?: Direction;
}

/** How vertices meet the rows of a dataset. */
export interface JoinVerticesOptions<Vertex, Row, Out> {
  /** The id of a vertex in the rows; of several with one id the first is taken. */
  readonly id: ColumnChoice<Row>;
  /** New columns of a vertex; null where there is no row for it. */
  readonly select: (vertex: Vertex, row: Row | null) => Out;
}

/** How edges meet the rows of a dataset: by both ends, or by one of them. */
export interface JoinEdgesOptions<Edge, Row, Out> {
  /** The vertex in the rows that an edge begins at. */
  readonly source?: ColumnChoice<Row>;
  /** The one that it ends at. */
  readonly target?: ColumnChoice<Row>;
  /** New columns of an edge, among them `weight` if it is to change; null where there is no row for it. */
  readonly select: (edge: Edge, row: Row | null) => Out;
}

export interface IntersectOptions<Edge> {
  /** What must be equal besides the ends: a weight, a kind. */
  readonly by?: (edge: Edge) => unknown;
  /** Whether one of several parallel edges is kept, or as many as both graphs have. Default `"one"`. */
  readonly parallel?: "one" | "as many";
}

export interface SummarizeOptions<By, Label> {
  /** What vertices of one group have in common: the id of the group. */
  readonly by: By;
  /** What edges between two groups have in common besides. Default: all of them are one. */
  readonly label?: Label;
}

/** A group of vertices, and how many are in it. */
export interface SummaryVertex<Group> {
  readonly id: Group;
  readonly count: number;
}

/** The edges between two groups, and how many they are. */
export interface SummaryEdge<Group> extends NamedEnds<Group> {
  /** Where one was asked for. */
  readonly label?: unknown;
  readonly count: number;
}

/** Methods that make one graph of another, or rows of its vertices and edges. Nothing is computed until rows are asked for. */
export interface GraphMethods<Id, Name extends string, Edge, Vertex> extends GraphRows<Edge, Vertex> {
  /** The rows of the edges. */
  readonly edges: Dataset<Edge>;
  /** The rows of the vertices; where none were given, the ends of edges, each once. */
  readonly vertices: Dataset<Vertex>;
  /** Each edge with the rows of its vertices. */
  triplets(): Dataset<{ readonly source: Vertex; readonly target: Vertex; readonly edge: Edge }>;

  /** Vertices keep their ids; their other columns become what the function gives. */
  mapVertices<Out extends object>(call: (vertex: Vertex) => Out): Graph<Id, Name, Edge, WithId<Id, Name, Out>>;
  /** Edges keep their ends, now called `source` and `target`, and their weight unless the function gives a `weight`. */
  mapEdges<Out extends object>(call: (edge: Edge) => Out): Graph<Id, Name, WithEnds<Id, Out>, Vertex>;
  /** Other ids for all vertices, which must differ. */
  mapIds<NewId>(call: (id: Id) => NewId): Graph<NewId, Name, WithEnds<NewId, Edge>, WithId<NewId, Name, Vertex>>;

  /** The vertices that pass, and the edges between them. */
  filterVertices(test: (vertex: Vertex) => unknown): Graph<Id, Name, Edge, Vertex>;
  /** The edges that pass, and all vertices. */
  filterEdges(test: (edge: Edge) => unknown): Graph<Id, Name, Edge, Vertex>;
  /** The vertices that pass, and of the edges between them those that pass. */
  subgraph(tests: {
    readonly vertices: (vertex: Vertex) => unknown;
    readonly edges: (edge: Edge) => unknown;
  }): Graph<Id, Name, Edge, Vertex>;

  /** The graph without self-loops, and with one edge, the first, of several between the same ends; all vertices stay. */
  simplified(): Graph<Id, Name, Edge, Vertex>;
  /**
   * The vertices that have from `least` (default 0) to `most` (default: any number) edges, as `degrees` counts them, and the edges
   * between them (Gelly's MaximumDegree): without its hubs a graph falls into what they held together.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * import { graph } from "millrace/graph";
   * const edges = from([{ a: "hub", b: 1 }, { a: "hub", b: 2 }, { a: "hub", b: 3 }, { a: 1, b: 2 }]);
   * console.log(await graph({ edges, source: "a", target: "b" }).filterDegrees({ most: 2 }).edges.collect()); // { a: 1, b: 2 }
   * ```
   */
  filterDegrees(options: { readonly least?: number; readonly most?: number }): Graph<Id, Name, Edge, Vertex>;

  /**
   * Vertices get columns from a dataset's rows by their ids.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * import { graph } from "millrace/graph";
   * const roads = graph({ edges: from([{ a: "AMS", b: "CGN" }]), source: "a", target: "b" });
   * const people = from([{ city: "CGN", people: 1_085_000 }]);
   * const known = roads.joinVertices(people, { id: "city", select: (_, row) => ({ people: row?.people ?? 0 }) });
   * console.log((await known.vertices.collect()).find(({ id }) => id === "CGN")); // { id: "CGN", people: 1085000 }
   * ```
   */
  joinVertices<Row, Out extends object>(
    rows: Dataset<Row>,
    how: JoinVerticesOptions<Vertex, Row, Out>,
  ): Graph<Id, Name, Edge, WithId<Id, Name, Omit<Vertex, keyof Out> & Out>>;
  /** Edges get columns from a dataset's rows by both of their ends (of an undirected graph in either order), or by one of them. */
  joinEdges<Row, Out extends object>(
    rows: Dataset<Row>,
    how: JoinEdgesOptions<Edge, Row, Out>,
  ): Graph<Id, Name, WithEnds<Id, Omit<Edge, keyof Out> & Out>, Vertex>;

  /** The vertices and edges of both graphs, parallel edges too; of a vertex that both have, the row of this one. */
  union<OtherEdge, OtherVertex>(
    other: GraphRows<OtherEdge, OtherVertex>,
  ): Graph<Id, Name, WithEnds<Id, Edge> | WithEnds<Id, OtherEdge>, Vertex | WithId<Id, Name, OtherVertex>>;
  /** This graph without the vertices of another, and without their edges. */
  difference(other: GraphRows<unknown, unknown>): Graph<Id, Name, Edge, Vertex>;
  /** The edges that both graphs have, as rows of this one, and their ends. */
  intersect(
    other: GraphRows<Edge, unknown>,
    options?: IntersectOptions<Edge>,
  ): Graph<Id, Name, Edge, Readonly<Record<Name, Id>>>;

  /** More vertices, with their ids under the name that results have; those that are there stay as they are. */
  addVertices<More extends Readonly<Record<Name, Id>>>(
    vertices: Dataset<More> | readonly More[],
  ): Graph<Id, Name, Edge, Vertex | More>;
  /** More edges, with their ends as `source` and `target`, and a `weight` where the graph has weights. */
  addEdges<More extends NamedEnds<Id>>(
    edges: Dataset<More> | readonly More[],
  ): Graph<Id, Name, WithEnds<Id, Edge> | More, Vertex>;
  /** The graph without vertices of these ids, and without their edges. */
  removeVertices(ids: Dataset<Id> | readonly Id[]): Graph<Id, Name, Edge, Vertex>;
  /** The graph without any edge between these ends, of a directed graph from the one to the other. */
  removeEdges(ends: Dataset<NamedEnds<Id>> | readonly NamedEnds<Id>[]): Graph<Id, Name, Edge, Vertex>;

  /**
   * The graph of groups (Gelly's Summarization): vertices of which `by` gives the same are one, and edges between two groups of which
   * `label` gives the same. Each counts those that it stands for; the count of edges is their weight.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * import { graph } from "millrace/graph";
   * const edges = from([{ a: 1, b: 2 }, { a: 1, b: 3 }, { a: 2, b: 3 }]);
   * const vertices = from([{ id: 1, kind: "hub" }, { id: 2, kind: "spoke" }, { id: 3, kind: "spoke" }]);
   * const kinds = graph({ edges, source: "a", target: "b", vertices, id: "id" }).summarize({ by: "kind" });
   * console.log(await kinds.edges.collect()); // hub → spoke 2, spoke → spoke 1
   * ```
   * @see Tian, Hankins, Patel, “Efficient Aggregation for Graph Summarization”, SIGMOD 2008.
   */
  summarize<const By extends ColumnChoice<Vertex>>(
    options: SummarizeOptions<By, ColumnChoice<Edge>>,
  ): Graph<Chosen<Vertex, By>, "id", SummaryEdge<Chosen<Vertex, By>>, SummaryVertex<Chosen<Vertex, By>>>;

  /** A row for each vertex and each of its edges: to go on with by `keyBy`. A self-loop is one row. */
  incidences(options?: DirectionOptions): Dataset<Incidence<Id, Name, Edge>>;
  /** As `incidences`, with the row of the vertex at the other end. */
  neighbours(options?: DirectionOptions): Dataset<Neighbour<Id, Name, Edge, Vertex>>;
  /**
   * Aggregates over the edges of each vertex that has some.
   *
   * @example
   * ```ts
   * import { from, max } from "millrace";
   * import { graph } from "millrace/graph";
   * const roads = graph({ edges: from([{ a: 1, b: 2, km: 5 }, { a: 1, b: 3, km: 9 }]), source: "a", target: "b" });
   * console.log(await roads.aggregateEdges({ longest: max(({ edge }) => edge.km) }).collect()); // [{ id: 1, longest: 9 }]
   * ```
   */
  aggregateEdges<Spec extends AggregateSpec<Incidence<Id, Name, Edge>>>(
    spec: Spec,
    options?: DirectionOptions,
  ): Dataset<Flat<Readonly<Record<Name, Id>> & AggregateResults<Spec>>>;
  /** Aggregates over the neighbours of each vertex that has some. */
  aggregateNeighbours<Spec extends AggregateSpec<Neighbour<Id, Name, Edge, Vertex>>>(
    spec: Spec,
    options?: DirectionOptions,
  ): Dataset<Flat<Readonly<Record<Name, Id>> & AggregateResults<Spec>>>;
  /** What a function makes of each vertex and all of its edges, `[]` where it has none. */
  groupEdges<Out>(
    call: (vertex: Vertex, edges: readonly Incidence<Id, Name, Edge>[]) => Iterable<Out>,
    options?: DirectionOptions,
  ): Dataset<Out>;
  /** What a function makes of each vertex and all of its neighbours, one for each edge. */
  groupNeighbours<Out>(
    call: (vertex: Vertex, neighbours: readonly Neighbour<Id, Name, Edge, Vertex>[]) => Iterable<Out>,
    options?: DirectionOptions,
  ): Dataset<Out>;

  /** The edges of which an end is none of the vertices that were given: a graph is valid if there are none. */
  strayEdges(): Dataset<Edge>;
}
