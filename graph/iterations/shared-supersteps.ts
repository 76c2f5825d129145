import { type Crew, writeValue, writtenBytes } from "../../core/mod.ts";
import type { Adjacency, Snapshot } from "../build/snapshot.ts";
import type { CrewMessage } from "./assistant.ts";
import { type Board, boardMemory } from "./board.ts";
import { Chunks, type Order, type SharedIteration } from "./chunks.ts";
import type { Computing } from "./computing.ts";
import { type CombinedMailbox, combinedArrays, type Tally, type Ways } from "./mailbox.ts";
import { aggregated, type ComputeContext, noAggregates, type Program } from "./program.ts";
import type { StateArray } from "./state-kinds.ts";

/** A superstep of less work, in messages, is done before another thread has heard of it: about a millisecond. */
export const leastShared: number = 2 ** 19;

/** What a call for a vertex costs, in messages that it sends one by one; what a sum costs to begin, in what is added. */
const perVertex = 16;
const perSum = 2;
/** More than one for each thread, where that costs nothing: who is late does less. */
const sumsPerThread = 4;

interface Given {
  readonly graph: Snapshot;
  readonly program: Program;
  readonly computing: Computing;
  readonly arrays: readonly StateArray[];
  readonly ways: Ways;
  readonly weights: Float64Array | undefined;
  readonly broadcast: ComputeContext["broadcast"];
  readonly leastWork: number;
}

type Listed = Pick<CombinedMailbox, "receivers" | "count">;

type Part = Pick<Order, "superstep" | "aggregates" | "inbox" | "computed">;

/** Supersteps in chunks, one for each thread of the run: the others take theirs when they have nothing else to do. */
export class SharedSupersteps {
  readonly #crew: Crew;
  readonly #program: Program;
  readonly #chunks: Chunks;
  readonly #board: Board;
  readonly #threads: number;
  readonly #entries: Adjacency;
  readonly #ways: Ways;
  readonly #leastWork: number;
  #orders = 0;
  /** The last messages were added up by who gets them: to send them cost nothing for each entry. */
  #added = false;
  /** Where chunks begin of which messages are added up. */
  #adding: readonly number[] | undefined;

  constructor(crew: Crew, given: Given) {
    const { graph, program, computing, arrays, ways, weights, broadcast } = given;
    this.#crew = crew;
    this.#leastWork = given.leastWork;
    this.#program = program;
    this.#threads = crew.size + 1;
    this.#ways = ways;
    this.#entries = rowsOf(ways.out);
    const shared: SharedIteration = {
      ids: graph.ids.save(),
      edgeCount: graph.edgeCount,
      entries: this.#entries,
      weights,
      arrays,
      mailboxes: combinedArrays(this.#threads + 1, graph.vertexCount, ways.work),
      board: boardMemory(sumsPerThread * this.#threads, Object.keys(program.aggregators).length),
      broadcast: Object.entries(broadcast).map(([name, rows]) => [name, bytesOf(rows, name, program.name)]),
    };
    this.#chunks = new Chunks(shared, program, computing, ways);
    this.#board = this.#chunks.board;
    this.#tell({ begin: shared });
  }

  /** Inbox and outbox by turns. */
  get mailboxes(): [CombinedMailbox, CombinedMailbox] {
    const [one, other] = this.#chunks.mailboxes;
    return [one!, other!];
  }

  /** Whether to compute so many is worth the while. */
  isWorth(active: number): boolean {
    const { starts, neighbours } = this.#entries;
    return active * (perVertex + neighbours.length / Math.max(1, starts.length - 1)) >= this.#leastWork;
  }

  /** Computes vertices; what they sent is in the outbox then, closed. Gives what was added to aggregators. */
  run(part: Part): Readonly<Record<string, number>> {
    const listed = part.computed === "all" ? undefined : this.#chunks.mailboxes[part.inbox]!;
    this.#all({ ...part, bounds: this.#computing(listed) });
    const tallies = Array.from({ length: this.#threads }, (_, chunk) => this.#board.tallyOf(chunk));
    // Before chunks are added up, which is told in the same place.
    const sums = this.#sums();
    const sent = tallies.reduce((sum, tally) => sum + tally.sent, 0);
    const kept = tallies.some(({ senders }) => senders > 0);
    this.#added = kept && sent === this.#entries.neighbours.length && tallies.every(({ count }) => count === 0);
    if (this.#added) this.#add(part, sent);
    else this.#merge(part, tallies);
    return sums;
  }

  /** The others forget it. */
  close(): void {
    this.#tell({ over: true });
  }

  #computing(listed: Listed | undefined): readonly number[] {
    if (!this.#added) return boundsOf(this.#entries, listed, this.#threads, perVertex);
    const count = listed?.count ?? this.#entries.starts.length - 1;
    return Array.from({ length: this.#threads + 1 }, (_, chunk) => Math.floor((chunk * count) / this.#threads));
  }

  #add(part: Part, sent: number): void {
    const adds = rowsOf(this.#ways.in);
    this.#adding ??= boundsOf(adds, undefined, sumsPerThread * this.#threads, perSum);
    this.#all({ ...part, bounds: this.#adding, adds });
    this.#chunks.outboxOf(part, 0).gathered(sent);
  }

  /** What all chunks sent into one mailbox, in their order. */
  #merge(part: Part, tallies: readonly Tally[]): void {
    const [first, ...others] = tallies.map((tally, chunk) => {
      const outbox = this.#chunks.outboxOf(part, chunk);
      outbox.tally = tally;
      outbox.push();
      return outbox;
    });
    for (const other of others) first!.absorb(other);
  }

  /** Does something to all chunks, with whoever comes to help, and waits for those that others have begun. */
  #all(given: Omit<Order, "number">): void {
    const order: Order = { ...given, number: ++this.#orders };
    const chunks = order.bounds.length - 1;
    this.#board.offer(order.number, chunks);
    this.#tell({ order });
    for (let chunk = 0; chunk < chunks; chunk++) this.#chunks.try(order, chunk);
    this.#board.awaitAll(order.number, chunks, () => this.#crew.isOver);
  }

  #sums(): Readonly<Record<string, number>> {
    const { aggregators } = this.#program;
    const all = noAggregates(aggregators);
    for (let chunk = 0; chunk < this.#threads; chunk++) {
      const sums = this.#board.sumsOf(chunk);
      for (const [at, [name, kind]] of Object.entries(aggregators).entries())
        all[name] = aggregated(kind, all[name]!, sums[at]!);
    }
    return all;
  }

  #tell(message: CrewMessage): void {
    this.#crew.tell(message);
  }
}

/** Rows that cross threads are plain data, in the form in which checkpoints have them. */
function bytesOf(rows: readonly unknown[], dataset: string, name: string): Uint8Array {
  const writer = { bytes: new Uint8Array(64), length: 0 };
  try {
    writeValue(writer, rows);
  } catch (cause) {
    throw new TypeError(notSent(name, dataset, cause), { cause });
  }
  return writtenBytes(writer);
}

function notSent(name: string, dataset: string, cause: unknown): string {
  const why = cause instanceof Error ? cause.message : String(cause);
  return `Cannot give broadcast.${dataset} of ${name} to the other threads of the run: ${why}; map its rows to plain data before, and write functions into the one that uses them`;
}

/** As arrays alone: whatever else rows know does not cross threads. */
function rowsOf({ starts, neighbours }: Adjacency): Adjacency {
  return { starts, neighbours };
}

/** Chunks of about as much work: vertices, or places in a list of them. */
function boundsOf({ starts }: Adjacency, listed: Listed | undefined, chunks: number, each: number): number[] {
  const count = listed?.count ?? starts.length - 1;
  const costOf = (k: number): number => {
    const vertex = listed === undefined ? k : listed.receivers[k]!;
    return each + starts[vertex + 1]! - starts[vertex]!;
  };
  let whole = 0;
  for (let k = 0; k < count; k++) whole += costOf(k);
  const bounds = [0];
  let sum = 0;
  for (let k = 0; k < count; k++) {
    if (sum >= (bounds.length * whole) / chunks && bounds.length < chunks) bounds.push(k);
    sum += costOf(k);
  }
  while (bounds.length <= chunks) bounds.push(count);
  return bounds;
}
