import {
  type Dataset,
  inputOf,
  type KnownOptions,
  pipeInputs,
  requireOptions,
  type TimeWindowAssigner,
} from "../core/mod.ts";
import type { Algorithm, AnyAlgorithm, EdgeAlgorithm, Live, RowAlgorithm } from "./algorithm.ts";
import type { Choice } from "./build/edge-columns.ts";
import { mustBeAlgorithm, mustBeChoice, mustBeDataset, mustHaveWeights, takesNothing } from "./checks.ts";
import { boundPictures, type PictureMethods } from "./drawing/methods.ts";
import { boundIterations, type IterationMethods } from "./iterations/methods.ts";
import { boundMethods, describe } from "./methods/bound.ts";
import type { Described } from "./methods/described.ts";
import type { GraphMethods, NamedEnds } from "./methods/methods.ts";
import { algorithmOperator, type GraphShape, type Task } from "./operator/algorithm-operator.ts";
import { liveOperator } from "./operator/live-operator.ts";
import type { OwnRows, PerEdge, PerVertex, RowsOf } from "./short-methods/rows.ts";
import { makers, type ShortMethods } from "./short-methods/short-methods.ts";
import { type WindowedEdge, type WindowedGraph, windowedGraph } from "./streaming/windows.ts";

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
 * A graph over a dataset of edges. Nothing is computed until rows of a result are asked for; each result is a dataset
 * with a row for each vertex, under the user's own ids. Where edges never end, algorithms that can keep up with them give a changelog:
 * what its rows are in the end is what the same call gives of the stored edges. The others are refused.
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
>(
  options: GraphOptions<Edge, Source, Vertex, IdChoice>,
): Graph<Chosen<Edge, Source>, IdName<IdChoice>, Edge, VertexRow<Vertex, Chosen<Edge, Source>>> {
  requireOptions(options as never, known, "graph");
  const { edges, vertices, source, target, weight, id, directed = true } = options;
  mustBeDataset(edges, "make a graph", "its edges");
  if (edges.boundedness === "unbounded" && vertices !== undefined) throw noVerticesOfStreams();
  if (vertices !== undefined) mustBeBounded(vertices, "vertices");
  mustBeChoice(source, "source", "make a graph");
  mustBeChoice(target, "target", "make a graph");
  if (weight !== undefined) mustBeChoice(weight, "weight", "make a graph");
  if (vertices !== undefined || id !== undefined) mustBeBoth(vertices, id);
  return graphOver({
    edges: edges as Described["edges"],
    vertices: vertices as Described["vertices"],
    shape: {
      source: source as Choice,
      target: target as Choice,
      weight: weight as Choice | undefined,
      id: id as Choice | undefined,
      idName: typeof id === "string" ? id : "id",
      directed,
    },
  });
}

/** The rows of vertices: as they were given, or with their ids alone. */
export type VertexRow<Vertex, Id> = [Vertex] extends [never] ? { readonly id: Id } : Vertex;

/** A graph that is described, not yet built: `graph(…)` makes one. Immutable. */
export interface Graph<Id, Name extends string = "id", Edge = NamedEnds<Id>, Vertex = Readonly<Record<Name, Id>>>
  extends ShortMethods<Id, Name>,
    GraphMethods<Id, Name, Edge, Vertex>,
    PictureMethods,
    IterationMethods<Id, Name, Vertex> {
  /** Rows of an algorithm's own: for the whole graph, for pairs of vertices, for some of the edges. */
  apply<Row extends object>(algorithm: RowAlgorithm<Id, Row>): OwnRows<Row>;
  /** A row for each edge, in the order of the edges. */
  apply<Row extends object>(algorithm: EdgeAlgorithm<Id, Row>): PerEdge<Id, Row>;
  /** A row for each vertex, in the order of `vertices`, then of sources, then of targets. */
  apply<Row extends object>(algorithm: Algorithm<Id, Row>): PerVertex<Id, Name, Row>;

  /**
   * Several algorithms over one graph, which in a run is collected and built once for all of them: the datasets of their rows,
   * by the names given here.
   *
   * @example
   * ```ts
   * import { from } from "millrace";
   * import { connectedComponents, graph, pageRank } from "millrace/graph";
   * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 3, b: 2 }]), source: "a", target: "b" });
   * const { ranks, parts } = roads.applyAll({ ranks: pageRank(), parts: connectedComponents() });
   * console.log(await ranks.join(parts, { on: "id" }).collect()); // { id: 1, rank: …, component: 1 }, …
   * ```
   */
  applyAll<const Algorithms extends Readonly<Record<string, AnyAlgorithm<Id, object>>>>(
    algorithms: Algorithms,
  ): { readonly [Each in keyof Algorithms]: RowsOf<Id, Name, Algorithms[Each]> };

  /**
   * A graph of the edges of each window of event time (or of processing time): every algorithm can be applied to them, also where
   * edges never end. Rows say of which window they are. Windows of your own see edges as `{ source, target, weight }`.
   *
   * @example
   * ```ts
   * import { from, tumbling } from "millrace";
   * import { graph } from "millrace/graph";
   * const calls = from([{ at: 1, a: "x", b: "y" }, { at: 5, a: "y", b: "z" }, { at: 12, a: "x", b: "z" }]);
   * const one = graph({ edges: calls.withEventTime((call) => call.at), source: "a", target: "b" });
   * console.log(await one.window(tumbling(10)).coreNumbers().collect()); // { windowStart: 0, windowEnd: 10, id: "x", core: 1 }, …
   * ```
   */
  window(window: TimeWindowAssigner<WindowedEdge<Id>>): WindowedGraph<Id, Name>;

  /** The same graph with every edge the other way round (Gelly's `reverse`); an undirected one stays as it is. */
  reversed(): Graph<Id, Name, Edge, Vertex>;
  /** The same graph without directions: each edge leads both ways (Gelly's `getUndirected`). */
  undirected(): Graph<Id, Name, Edge, Vertex>;
}

function graphOver<Of extends object>(described: Described): Of {
  const { edges, vertices, shape } = described;
  const inputs = [edges, ...(vertices === undefined ? [] : [vertices])].map((each) =>
    inputOf(each, { to: "one subtask" }),
  );
  const isLive = edges.boundedness === "unbounded";
  const computed = (tasks: readonly Task[]): Dataset<unknown> => pipeInputs(algorithmOperator(shape, tasks), inputs);
  const apply = (algorithm: AnyAlgorithm<unknown, object>): Dataset<unknown> => {
    mustBeAlgorithm(algorithm, "apply");
    mustHaveWeights(algorithm, shape.weight);
    return isLive
      ? pipeInputs(liveOperator(shape, algorithm, mustBeLive(algorithm, vertices)), inputs)
      : computed([{ algorithm }]);
  };
  const applyAll = (algorithms: Readonly<Record<string, AnyAlgorithm<unknown, object>>>): object => {
    const tasks = Object.entries(algorithms ?? {}).map(([side, algorithm]) => ({ algorithm, side }));
    mustBeSome(tasks);
    for (const { algorithm, side } of tasks) {
      mustBeAlgorithm(algorithm, "applyAll", `its ${side} must be an algorithm`);
      mustHaveWeights(algorithm, shape.weight);
    }
    if (isLive) return Object.fromEntries(tasks.map(({ algorithm, side }) => [side, apply(algorithm)]));
    const all = computed(tasks);
    return Object.fromEntries(tasks.map(({ side }) => [side, all.sideOutput(side)]));
  };
  const short = Object.entries(makers).map(([name, make]) => [
    name,
    (options: never) => apply(make(options) as AnyAlgorithm<unknown, object>),
  ]);
  const over = (changed: Partial<GraphShape>): object => graphOver({ ...described, shape: { ...shape, ...changed } });
  const reversed = takesNothing("reversed", () => over({ source: shape.target, target: shape.source }));
  const undirected = takesNothing("undirected", () => over({ directed: false }));
  const methods = {
    ...boundMethods(described, graphOver),
    ...boundIterations(described),
    ...boundPictures(described, graphOver),
  };
  const window = (assigner: never): object => windowedGraph(described, assigner);
  const all = { ...Object.fromEntries(short), ...methods, apply, applyAll, window, reversed, undirected };
  return describe(all as Of, described);
}

function mustBeSome(tasks: readonly Task[]): void {
  if (tasks.length > 0) return;
  throw new TypeError(
    "Cannot apply algorithms in applyAll as there must be one at least: got none; write applyAll({ ranks: pageRank() })",
  );
}

function mustBeLive({ name, live }: AnyAlgorithm<unknown, object>, vertices: unknown): Live<object> {
  if (live !== undefined && vertices === undefined) return live;
  if (live !== undefined) {
    throw new TypeError(
      `Cannot compute ${name} of edges that never end as its vertices come with them: got vertices, which filters and joins make; ` +
        "filter or join the dataset of edges, before graph(…)",
    );
  }
  throw new TypeError(
    `Cannot compute ${name} of edges that never end as all of its rows may change with each edge: got an unbounded dataset; ` +
      'take windows of the edges, as by graph.window(tumbling("1h")), or limit(n) before it',
  );
}

function mustBeBounded(dataset: unknown, name: string): void {
  mustBeDataset(dataset, "make a graph", `its ${name}`);
  if ((dataset as Dataset<unknown>).boundedness === "bounded") return;
  throw new TypeError(
    `Cannot make a graph as its ${name} must end: got an unbounded dataset; use limit(n) before it, or a bounded source`,
  );
}

function noVerticesOfStreams(): TypeError {
  return new TypeError(
    "Cannot make a graph of edges that never end as its vertices come with them: got vertices; " +
      "leave them out, and join what is known of them to the rows of a result",
  );
}

function mustBeBoth(vertices: unknown, id: unknown): void {
  if (vertices !== undefined && (typeof id === "string" || typeof id === "function")) return;
  throw new TypeError(
    `Cannot make a graph as vertices and their id must be given together: got ${vertices === undefined ? "id alone" : `id ${String(id)}`}; ` +
      'write vertices: cities, id: "city"',
  );
}
