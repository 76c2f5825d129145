import type { Adjacency } from "../build/snapshot.ts";
import type { SavedIds } from "../build/vertex-ids.ts";
import { Board, type BoardMemory } from "./board.ts";
import type { Computing } from "./computing.ts";
import { type CombinedArrays, CombinedMailbox, type Ways } from "./mailbox.ts";
import type { Program } from "./program.ts";
import type { StateArray } from "./state-kinds.ts";

/** An iteration as all of its threads have it: arrays in shared memory, and what never changes. */
export interface SharedIteration {
  readonly ids: SavedIds;
  readonly edgeCount: number;
  readonly entries: Adjacency;
  /** Undefined where the graph has none. */
  readonly weights: Float64Array | undefined; // [entries]
  readonly arrays: readonly StateArray[];
  /** Two that are inbox and outbox by turns, which is also that of chunk 0, and an outbox for each further chunk. */
  readonly mailboxes: readonly CombinedArrays[];
  readonly board: BoardMemory;
  /** Datasets by their names, with their rows as bytes. */
  readonly broadcast: readonly (readonly [name: string, rows: Uint8Array])[];
}

/** What is to be done to all chunks of a superstep. */
export interface Order {
  /** Counted from 1. */
  readonly number: number;
  /** Chunk c is [bounds[c], bounds[c + 1]). */
  readonly bounds: readonly number[]; // [chunks + 1]
  readonly superstep: number;
  readonly aggregates: Readonly<Record<string, number>>;
  /** Which of the two mailboxes what waits is in. */
  readonly inbox: 0 | 1;
  /** Whether those are computed that something waits for, in that order, or all. */
  readonly computed: "receivers" | "all";
  /** Where vertices have been computed, and what they sent is to be added up: the entries by those who get messages. */
  readonly adds?: Adjacency;
}

/** The chunks of supersteps in one of the threads. */
export class Chunks {
  readonly board: Board;
  readonly mailboxes: readonly CombinedMailbox[];
  readonly #program: Program;
  readonly #computing: Computing;
  readonly #starts: Uint32Array; // [vertices + 1], of the entries that messages go along

  constructor(shared: SharedIteration, program: Program, computing: Computing, ways: Ways) {
    const { combine, aggregators } = program;
    if (combine === "all")
      throw new TypeError("Cannot combine in chunks as all messages are kept; this is a defect of Millrace");
    this.board = new Board(shared.board, Object.keys(aggregators).length);
    this.mailboxes = shared.mailboxes.map((arrays) => new CombinedMailbox(combine, arrays, ways));
    this.#program = program;
    this.#computing = computing;
    this.#starts = shared.entries.starts;
  }

  /** Takes a chunk, and does it, unless another thread has. */
  try(order: Order, chunk: number): void {
    const { number, bounds, adds } = order;
    const [from, to] = [bounds[chunk]!, bounds[chunk + 1]!];
    this.board.try(number, chunk, () => {
      if (adds !== undefined) this.outboxOf(order, 0).gather(adds, from, to);
      else this.#compute(order, chunk, from, to);
    });
  }

  /** Where a chunk's messages go. */
  outboxOf({ inbox }: Pick<Order, "inbox">, chunk: number): CombinedMailbox {
    return this.mailboxes[chunk === 0 ? 1 - inbox : chunk + 1]!;
  }

  #compute(order: Order, chunk: number, from: number, to: number): void {
    const { superstep, aggregates, computed } = order;
    const [inbox, outbox] = [this.mailboxes[order.inbox]!, this.outboxOf(order, chunk)];
    outbox.tally = { count: 0, sent: 0, senders: 0 };
    const receivers = computed === "all" ? undefined : inbox.receivers;
    const sums = this.#computing.run({ superstep, aggregates, inbox, outbox, receivers, from, to });
    if (!this.#mayBeAdded(outbox, receivers, from, to)) outbox.push();
    this.board.tell(chunk, outbox.tally, Object.values(sums));
  }

  /** Whether all of its vertices sent to all of their neighbours: where those of all chunks did, each receiver adds up. */
  #mayBeAdded({ tally }: CombinedMailbox, receivers: Uint32Array | undefined, from: number, to: number): boolean {
    if (this.#program.combine !== "sum" || tally.count > 0) return false;
    const starts = this.#starts;
    if (receivers === undefined) return tally.sent === starts[to]! - starts[from]!;
    let entries = 0;
    for (let k = from; k < to; k++) entries += starts[receivers[k]! + 1]! - starts[receivers[k]!]!;
    return tally.sent === entries;
  }
}
