import type { ResultColumns } from "../algorithm.ts";
import type { EdgeAdjacency, Snapshot } from "../build/snapshot.ts";
import { gatherWeights } from "../kernels/adjacency.ts";
import { Context, EdgeCursor, type Place, vertexCursor } from "./cursors.ts";
import { type Mailbox, mailboxOf, type SavedMailbox, type Ways } from "./mailbox.ts";
import {
  aggregated,
  type ComputeContext,
  type ComputedVertex,
  noAggregates,
  type Program,
  type SentEdge,
  type SuperstepReport,
} from "./program.ts";
import { type StateArray, stateArray, stateColumns } from "./state-kinds.ts";

/** How far an iteration is, for a checkpoint: between two supersteps. */
export interface SavedSupersteps {
  readonly superstep: number;
  readonly arrays: readonly StateArray[];
  readonly mailbox: SavedMailbox;
  readonly aggregates: Readonly<Record<string, number>>;
}

/** Supersteps over the vertices of a graph: state as one array for each value, messages as one number for each vertex. */
export class Supersteps {
  readonly graph: Snapshot;
  readonly #program: Program;
  readonly arrays: readonly StateArray[];
  readonly #entries: EdgeAdjacency;
  readonly #place: Place;
  readonly #vertex: ComputedVertex;
  readonly #edge: SentEdge<unknown>;
  readonly #context: Context;
  #inbox: Mailbox;
  #outbox: Mailbox;
  #superstep = 0;
  #last: Readonly<Record<string, number>>;
  #next: Record<string, number>;

  constructor(graph: Snapshot, program: Program, broadcast: ComputeContext["broadcast"]) {
    this.graph = graph;
    this.#program = program;
    this.arrays = Object.values(program.state).map((kind) => stateArray(kind, graph.vertexCount));
    this.#entries = graph.directed ? graph[program.direction] : graph.both;
    const { starts, neighbours } = this.#entries;
    const { ids } = graph;
    this.#place = { vertex: 0, entry: 0, changed: false, ids, starts, neighbours, arrays: this.arrays };
    this.#vertex = vertexCursor(Object.keys(program.state), this.#place);
    this.#edge = new EdgeCursor(this.#place, () => weightsOf(graph, this.#entries));
    const ways = waysOf(graph, program.direction, this.#entries);
    this.#inbox = mailboxOf(program.combine, graph.vertexCount, ways);
    this.#outbox = mailboxOf(program.combine, graph.vertexCount, ways);
    this.#last = noAggregates(program.aggregators);
    this.#next = noAggregates(program.aggregators);
    this.#context = this.#contextOf(broadcast);
  }

  /** Computes the vertices that are active, and turns the mailboxes over. */
  run(): SuperstepReport {
    const superstep = this.#superstep;
    const all = superstep === 0 || this.#program.active === "all";
    const active = all ? this.graph.vertexCount : this.#inbox.count;
    this.#next = noAggregates(this.#program.aggregators);
    this.#context.superstep = superstep;
    this.#context.aggregates = this.#last;
    this.#computeAll(active, all ? undefined : this.#inbox.receivers);
    const messages = this.#outbox.sent;
    this.#outbox.close();
    this.#inbox.clear();
    [this.#inbox, this.#outbox] = [this.#outbox, this.#inbox];
    this.#last = this.#next;
    this.#superstep++;
    return { superstep, active, messages, aggregates: this.#last, goesOn: this.#goesOn(superstep, messages) };
  }

  columns(): ResultColumns<object> {
    return stateColumns(this.#program.state, this.arrays);
  }

  /** How far it is whenever that is looked at: copies after each superstep would be for nobody. */
  save(): SavedSupersteps {
    const [self, { arrays }] = [this, this];
    return {
      arrays,
      get superstep() {
        return self.#superstep;
      },
      get mailbox() {
        return self.#inbox.save();
      },
      get aggregates() {
        return self.#last;
      },
    };
  }

  load({ superstep, arrays, mailbox, aggregates }: SavedSupersteps): void {
    this.#superstep = superstep;
    for (const [at, array] of this.arrays.entries()) array.set(arrays[at]!);
    this.#inbox.load(mailbox);
    this.#last = aggregates;
  }

  #goesOn(superstep: number, messages: number): boolean {
    const { maxSupersteps, until, active } = this.#program;
    if (superstep + 1 >= maxSupersteps) return false;
    if (until?.({ superstep, aggregates: this.#last })) return false;
    return this.graph.vertexCount > 0 && (messages > 0 || active === "all");
  }

  #computeAll(active: number, receivers: Uint32Array | undefined): void {
    const { compute, name } = this.#program;
    const [place, vertex, context, inbox] = [this.#place, this.#vertex, this.#context, this.#inbox];
    try {
      for (let k = 0; k < active; k++) {
        place.vertex = receivers === undefined ? k : receivers[k]!;
        place.changed = false;
        const made = compute(vertex, inbox.take(place.vertex), context);
        if (typeof made === "object" && made !== null && "then" in made) throw new TypeError(promised(name));
      }
    } catch (cause) {
      throw new Error(failed(name, this.graph.ids.idOf(place.vertex), this.#superstep, cause), { cause });
    }
  }

  #contextOf(broadcast: ComputeContext["broadcast"]): Context {
    const { ids, vertexCount, edgeCount } = this.graph;
    const { name, aggregators } = this.#program;
    return new Context(
      this.#place,
      { vertexCount, edgeCount, broadcast, aggregates: this.#last },
      {
        send: (to, message) => {
          const vertex = ids.find(to);
          if (vertex < 0) throw new RangeError(nobody(name, to, vertexCount));
          this.#outbox.send(vertex, message);
        },
        sendAlongEdges: (message) => this.#sendAlongEdges(message),
        add: (aggregator, value) => {
          const kind = aggregators[aggregator];
          if (kind === undefined) throw new TypeError(noAggregator(name, aggregator, Object.keys(aggregators)));
          this.#next[aggregator] = aggregated(kind, this.#next[aggregator]!, value);
        },
      },
    );
  }

  #sendAlongEdges(message: number | ((edge: SentEdge<unknown>) => number)): void {
    const place = this.#place;
    if (typeof message === "number") return this.#outbox.sendAlong(place.vertex, message);
    const { starts, neighbours } = this.#entries;
    const [from, to] = [starts[place.vertex]!, starts[place.vertex + 1]!];
    for (let e = from; e < to; e++) {
      place.entry = e;
      this.#outbox.send(neighbours[e]!, message(this.#edge));
    }
  }
}

function waysOf(graph: Snapshot, direction: Program["direction"], out: EdgeAdjacency): Ways {
  const { directed, work } = graph;
  return {
    out,
    work,
    get in() {
      if (!directed || direction === "both") return out;
      return direction === "out" ? graph.in : graph.out;
    },
  };
}

function weightsOf(graph: Snapshot, entries: EdgeAdjacency): Float64Array {
  if (entries === graph.out) return graph.outWeights;
  if (entries === graph.in) return graph.inWeights;
  const weights = new Float64Array(entries.neighbours.length).fill(1);
  if (graph.edges.weights !== undefined) gatherWeights(graph.edges.weights, entries.edges, weights);
  return weights;
}

function shown(id: unknown): string {
  return typeof id === "string" ? JSON.stringify(id) : String(id);
}

function failed(name: string, id: unknown, superstep: number, cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return `Cannot compute vertex ${shown(id)} in superstep ${superstep} of ${name} as its function threw: ${message}`;
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
