import type { Crew } from "../../core/mod.ts";
import type { ResultColumns } from "../algorithm.ts";
import type { EdgeAdjacency, Snapshot } from "../build/snapshot.ts";
import { gatherWeights } from "../kernels/adjacency.ts";
import { Computing } from "./computing.ts";
import { type Mailbox, mailboxesOf, type SavedMailbox, type Ways } from "./mailbox.ts";
import { type ComputeContext, noAggregates, type Program, type SuperstepReport } from "./program.ts";
import { leastShared, SharedSupersteps } from "./shared-supersteps.ts";
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
  readonly #computing: Computing;
  /** What is sent in a superstep waits in the next one. */
  readonly #mailboxes: readonly [Mailbox, Mailbox];
  readonly #shared: SharedSupersteps | undefined;
  #inbox: 0 | 1 = 0;
  #superstep = 0;
  #last: Readonly<Record<string, number>>;

  /**
   * @param crew Other threads, which have a part in supersteps where the arrays of the graph can be given to them.
   * @param leastWork … that are so much work: see `leastShared`.
   */
  constructor(
    graph: Snapshot,
    program: Program,
    broadcast: ComputeContext["broadcast"],
    crew?: Crew,
    leastWork: number = leastShared,
  ) {
    const { vertexCount, work } = graph;
    this.graph = graph;
    this.#program = program;
    this.arrays = Object.values(program.state).map((kind) => stateArray(kind, vertexCount, work));
    const { arrays } = this;
    const entries = graph.directed ? graph[program.direction] : graph.both;
    let made: Float64Array | undefined;
    const weights = (): Float64Array => {
      made ??= weightsOf(graph, entries);
      return made;
    };
    const { ids, edgeCount } = graph;
    this.#computing = new Computing({ ids, vertexCount, edgeCount, entries, weights }, program, arrays, broadcast);
    const ways = waysOf(graph, program.direction, entries);
    const given = { graph, program, computing: this.#computing, arrays, ways, broadcast };
    const weighed = graph.edges.weights !== undefined;
    if (crew !== undefined)
      this.#shared = new SharedSupersteps(crew, { ...given, leastWork, weights: weighed ? weights() : undefined });
    this.#mailboxes = this.#shared?.mailboxes ?? mailboxesOf(program.combine, vertexCount, ways);
    this.#last = noAggregates(program.aggregators);
  }

  /** Computes the vertices that are active, and turns the mailboxes over. */
  run(): SuperstepReport {
    const [superstep, inbox, outbox] = [this.#superstep, this.#waiting, this.#mailboxes[1 - this.#inbox]!];
    const all = superstep === 0 || this.#program.active === "all";
    const active = all ? this.graph.vertexCount : inbox.count;
    this.#last = this.#compute(all, active, outbox);
    inbox.clear();
    this.#inbox = this.#inbox === 0 ? 1 : 0;
    this.#superstep++;
    const messages = outbox.sent;
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
        return self.#waiting.save();
      },
      get aggregates() {
        return self.#last;
      },
    };
  }

  load({ superstep, arrays, mailbox, aggregates }: SavedSupersteps): void {
    this.#superstep = superstep;
    for (const [at, array] of this.arrays.entries()) array.set(arrays[at]!);
    this.#waiting.load(mailbox);
    this.#last = aggregates;
  }

  close(): void {
    this.#shared?.close();
  }

  get #waiting(): Mailbox {
    return this.#mailboxes[this.#inbox]!;
  }

  /** Gives what was added to aggregators. */
  #compute(all: boolean, active: number, outbox: Mailbox): Readonly<Record<string, number>> {
    const [superstep, aggregates, inbox] = [this.#superstep, this.#last, this.#waiting];
    if (this.#shared?.isWorth(active) === true)
      return this.#shared.run({
        superstep,
        aggregates,
        inbox: this.#inbox,
        computed: all ? "all" : "receivers",
      });
    const receivers = all ? undefined : inbox.receivers;
    const sums = this.#computing.run({ superstep, aggregates, inbox, outbox, receivers, from: 0, to: active });
    outbox.close();
    return sums;
  }

  #goesOn(superstep: number, messages: number): boolean {
    const { maxSupersteps, until, active } = this.#program;
    if (superstep + 1 >= maxSupersteps) return false;
    if (until?.({ superstep, aggregates: this.#last })) return false;
    return this.graph.vertexCount > 0 && (messages > 0 || active === "all");
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
  const weights = graph.work.float64(entries.neighbours.length).fill(1);
  if (graph.edges.weights !== undefined) gatherWeights(graph.edges.weights, entries.edges, weights);
  return weights;
}
