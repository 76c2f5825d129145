import type { Adjacency } from "../build/snapshot.ts";
import type { VertexIds } from "../build/vertex-ids.ts";
import { shown } from "../checks.ts";
import { Context, EdgeCursor, type Place, vertexCursor } from "./cursors.ts";
import type { Mailbox } from "./mailbox.ts";
import {
  aggregated,
  type ComputeContext,
  type ComputedVertex,
  noAggregates,
  type Program,
  type SentEdge,
} from "./program.ts";
import type { StateArray } from "./state-kinds.ts";

/** A graph as those see it who compute vertices. */
export interface ComputedGraph {
  readonly ids: VertexIds;
  readonly vertexCount: number;
  readonly edgeCount: number;
  /** Those that messages go along. */
  readonly entries: Adjacency;
  /** The weight of each. */
  weights(): Float64Array;
}

/** What is to be computed of a superstep, and where messages are. */
export interface ComputedPart {
  readonly superstep: number;
  readonly aggregates: Readonly<Record<string, number>>;
  readonly inbox: Mailbox;
  readonly outbox: Mailbox;
  /** Whom to compute, of those at [from, to) in a list; undefined for the vertices [from, to). */
  readonly receivers: Uint32Array | undefined;
  readonly from: number;
  readonly to: number;
}

/** Computes vertices one after another, in one thread: with one object for all vertices, one for all edges, and one context. */
export class Computing {
  readonly #graph: ComputedGraph;
  readonly #program: Program;
  readonly #place: Place;
  readonly #vertex: ComputedVertex;
  readonly #edge: SentEdge<unknown>;
  readonly #context: Context;
  #outbox: Mailbox | undefined;
  #sums: Record<string, number>;

  constructor(
    graph: ComputedGraph,
    program: Program,
    arrays: readonly StateArray[],
    broadcast: ComputeContext["broadcast"],
  ) {
    const { ids, entries } = graph;
    this.#graph = graph;
    this.#program = program;
    this.#place = { vertex: 0, entry: 0, changed: false, ids, ...placed(entries), arrays };
    this.#vertex = vertexCursor(program.state, this.#place);
    this.#edge = new EdgeCursor(this.#place, () => graph.weights());
    this.#sums = noAggregates(program.aggregators);
    this.#context = this.#contextOf(broadcast);
  }

  /** Gives what was added to aggregators. */
  run({ superstep, aggregates, inbox, outbox, receivers, from, to }: ComputedPart): Readonly<Record<string, number>> {
    const { compute, name, aggregators } = this.#program;
    const [place, vertex, context] = [this.#place, this.#vertex, this.#context];
    this.#sums = noAggregates(aggregators);
    this.#outbox = outbox;
    context.superstep = superstep;
    context.aggregates = aggregates;
    try {
      for (let k = from; k < to; k++) {
        place.vertex = receivers === undefined ? k : receivers[k]!;
        place.changed = false;
        const made = compute(vertex, inbox.take(place.vertex), context);
        if (typeof made === "object" && made !== null && "then" in made) throw new TypeError(promised(name));
      }
    } catch (cause) {
      throw new Error(failed(name, this.#graph.ids.idOf(place.vertex), superstep, cause), { cause });
    }
    return this.#sums;
  }

  #contextOf(broadcast: ComputeContext["broadcast"]): Context {
    const { ids, vertexCount, edgeCount } = this.#graph;
    const { name, aggregators } = this.#program;
    return new Context(
      this.#place,
      { vertexCount, edgeCount, broadcast, aggregates: this.#sums },
      {
        send: (to, message) => {
          const vertex = ids.find(to);
          if (vertex < 0) throw new RangeError(nobody(name, to, vertexCount));
          this.#outbox!.send(vertex, message);
        },
        sendAlongEdges: (message) => this.#sendAlongEdges(message),
        add: (aggregator, value) => {
          const kind = aggregators[aggregator];
          // What all objects have, as "constructor", is no text.
          if (typeof kind !== "string") throw new TypeError(noAggregator(name, aggregator, Object.keys(aggregators)));
          this.#sums[aggregator] = aggregated(kind, this.#sums[aggregator]!, value);
        },
      },
    );
  }

  #sendAlongEdges(message: number | ((edge: SentEdge<unknown>) => number)): void {
    const [place, outbox] = [this.#place, this.#outbox!];
    if (typeof message === "number") return outbox.sendAlong(place.vertex, message);
    const { starts, neighbours } = place;
    const [from, to] = [starts[place.vertex]!, starts[place.vertex + 1]!];
    for (let e = from; e < to; e++) {
      place.entry = e;
      outbox.send(neighbours[e]!, message(this.#edge));
    }
  }
}

/** As numbers and arrays of their own: `entries` looks them up. */
function placed({ starts, neighbours }: Adjacency): Pick<Place, "starts" | "neighbours"> {
  return { starts, neighbours };
}

function failed(name: string, id: unknown, superstep: number, cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  // Engines have words of their own for it, but these.
  const remedy = message.includes("not extensible") ? "; what vertices are to keep is declared in state" : "";
  return `Cannot compute vertex ${shown(id)} in superstep ${superstep} of ${name} as its function threw: ${message}${remedy}`;
}

function promised(name: string): string {
  return `Cannot wait in ${name} as a superstep is computed at once: got a promise; look things up before, and give them as a broadcast dataset`;
}

function nobody(name: string, to: unknown, count: number): string {
  return `Cannot send a message in ${name} as it must go to a vertex of the graph: got ${shown(to)}, which is none of its ${count}; use an id as it stands in the edges`;
}

function noAggregator(name: string, got: string, known: readonly string[]): string {
  return `Cannot add to an aggregator in ${name} as it must be declared: got ${JSON.stringify(got)}, there is ${known.join(", ") || "none"}; write aggregators: { ${got}: "sum" }`;
}
