import { checkOptions, Dataset, type Flat, inputOf, type KnownOptions, pipeInputs } from "../core/mod.ts";
import type { Algorithm } from "./algorithm.ts";
import { type BfsOptions, bfs } from "./algorithms/bfs.ts";
import { type CdlpOptions, cdlp } from "./algorithms/cdlp.ts";
import { connectedComponents } from "./algorithms/connected-components.ts";
import { localClustering } from "./algorithms/local-clustering.ts";
import { type PageRankOptions, pageRank } from "./algorithms/page-rank.ts";
import { type SsspOptions, sssp } from "./algorithms/sssp.ts";
import type { Choice } from "./build/edge-columns.ts";
import { algorithmOperator, type GraphShape } from "./operator/algorithm-operator.ts";

/** A column of rows by name, or a function of a row. */
export type ColumnChoice<Row> = (string & keyof Row) | ((row: Row) => unknown);

/** What a choice gives of a row. */
export type Chosen<Row, Choice> = Choice extends keyof Row
  ? Row[Choice]
  : Choice extends (row: never) => infer Value
    ? Value
    : never;

/** What results call the id of a vertex: as the column of `vertices` that it is, otherwise `id`. */
export type IdName<Choice> = Choice extends string ? Choice : "id";

/** Where the edges of a graph come from, and what is what in their rows. */
export interface GraphOptions<Edge, Source, Vertex, IdChoice> {
  readonly edges: Dataset<Edge>;
  /** Where an edge begins: the id of a vertex (a number, text or bigint). */
  readonly source: Source;
  /** Where it ends. */
  readonly target: ColumnChoice<Edge>;
  /** How long, dear or strong it is. Default: every edge 1. */
  readonly weight?: ColumnChoice<Edge>;
  /** All vertices; edges to others are failed records. Default: the ends of edges. */
  readonly vertices?: Dataset<Vertex>;
  /** The id of a vertex in the rows of `vertices`; results name their ids by it. */
  readonly id?: IdChoice;
  /** Whether an edge leads one way only. Default true. */
  readonly directed?: boolean;
}

const known: KnownOptions<GraphOptions<never, never, never, never>> = {
  edges: true,
  source: true,
  target: true,
  weight: true,
  vertices: true,
  id: true,
  directed: [true, false],
};

/**
 * A graph over a bounded dataset of edges. Nothing is computed until rows of a result are asked for; each result is a dataset
 * with a row for each vertex, under the user's own ids.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph } from "millrace/graph";
 * const edges = from([{ from: "AMS", to: "CGN", km: 230 }, { from: "CGN", to: "FRA", km: 190 }]);
 * const roads = graph({ edges, source: "from", target: "to", weight: "km", directed: false });
 * console.log(await roads.sssp({ from: "AMS" }).collect()); // …, { id: "FRA", distance: 420 }
 * ```
 */
export function graph<
  Edge,
  const Source extends ColumnChoice<Edge>,
  Vertex = never,
  const IdChoice extends ColumnChoice<Vertex> | undefined = undefined,
>(options: GraphOptions<Edge, Source, Vertex, IdChoice>): Graph<Chosen<Edge, Source>, IdName<IdChoice>> {
  checkOptions(options as never, known, "graph");
  const { edges, vertices, source, target, weight, id, directed = true } = options;
  mustBeBounded(edges, "edges");
  if (vertices !== undefined) mustBeBounded(vertices, "vertices");
  mustBeChoice(source, "source");
  mustBeChoice(target, "target");
  if (weight !== undefined) mustBeChoice(weight, "weight");
  if (vertices !== undefined || id !== undefined) mustBeBoth(vertices, id);
  return new Graph(edges as Dataset<unknown>, vertices as Dataset<unknown> | undefined, {
    source: source as Choice,
    target: target as Choice,
    weight: weight as Choice | undefined,
    id: id as Choice | undefined,
    idName: typeof id === "string" ? id : "id",
    directed,
  });
}

/** A graph that is described, not yet built: `graph(…)` makes one. Immutable. */
export class Graph<Id, Name extends string = "id"> {
  readonly #edges: Dataset<unknown>;
  readonly #vertices: Dataset<unknown> | undefined;
  readonly #shape: GraphShape;

  constructor(edges: Dataset<unknown>, vertices: Dataset<unknown> | undefined, shape: GraphShape) {
    this.#edges = edges;
    this.#vertices = vertices;
    this.#shape = shape;
  }

  /** What an algorithm gives: a row for each vertex, in the order of `vertices`, then of sources, then of targets. */
  apply<Row extends object>(algorithm: Algorithm<Id, Row>): Dataset<Flat<Readonly<Record<Name, Id>> & Row>> {
    const operator = algorithmOperator(this.#shape, algorithm as Algorithm<unknown, object>);
    const inputs = [inputOf(this.#edges, { to: "one subtask" })];
    if (this.#vertices !== undefined) inputs.push(inputOf(this.#vertices, { to: "one subtask" }));
    return pipeInputs(operator, inputs);
  }

  /** As `apply(pageRank(options))`. */
  pageRank(options?: PageRankOptions<Id>): Dataset<Flat<Readonly<Record<Name, Id>> & { rank: number }>> {
    return this.apply(pageRank(options));
  }

  /** As `apply(bfs(options))`. */
  bfs(options: BfsOptions<Id>): Dataset<Flat<Readonly<Record<Name, Id>> & { distance: number | null }>> {
    return this.apply(bfs(options));
  }

  /** As `apply(sssp(options))`. */
  sssp(options: SsspOptions<Id>): Dataset<Flat<Readonly<Record<Name, Id>> & { distance: number | null }>> {
    return this.apply(sssp(options));
  }

  /** As `apply(connectedComponents())`. */
  connectedComponents(): Dataset<Flat<Readonly<Record<Name, Id>> & { component: Id }>> {
    return this.apply(connectedComponents<Id>());
  }

  /** As `apply(cdlp(options))`. */
  cdlp(options?: CdlpOptions): Dataset<Flat<Readonly<Record<Name, Id>> & { community: Id }>> {
    return this.apply(cdlp<Id>(options));
  }

  /** As `apply(localClustering())`. */
  localClustering(): Dataset<Flat<Readonly<Record<Name, Id>> & { coefficient: number }>> {
    return this.apply(localClustering<Id>());
  }
}

function mustBeBounded(dataset: unknown, name: string): void {
  if (!(dataset instanceof Dataset)) {
    throw new TypeError(
      `Cannot make a graph as its ${name} must be a dataset: got ${dataset === null ? "null" : typeof dataset}; use for instance from(rows)`,
    );
  }
  if (dataset.boundedness === "bounded") return;
  throw new TypeError(
    `Cannot make a graph as its ${name} must end: got an unbounded dataset; use limit(n) before it, or a bounded source`,
  );
}

function mustBeChoice(choice: unknown, name: string): void {
  if (typeof choice === "string" || typeof choice === "function") return;
  throw new TypeError(
    `Cannot make a graph as its ${name} must be a column or a function of a row: got ${String(choice)}; use for instance ${name}: "city"`,
  );
}

function mustBeBoth(vertices: unknown, id: unknown): void {
  if (vertices !== undefined && (typeof id === "string" || typeof id === "function")) return;
  throw new TypeError(
    `Cannot make a graph as vertices and their id must be given together: got ${vertices === undefined ? "id alone" : `id ${String(id)}`}; ` +
      'write vertices: cities, id: "city"',
  );
}
