import type { Adjacency } from "../build/snapshot.ts";
import type { Workspace } from "../build/workspace.ts";
import { gatherSums, orderMessages, receiversOf, sendMin, sendSum } from "../kernels/messages.ts";

/** What becomes of several messages to one vertex: one number, or all of them in the order they were sent. */
export type Combine = "min" | "max" | "sum" | "all" | ((one: number, other: number) => number);

/** Of a mailbox: vertices that something waits for, messages, and vertices that sent to all of their neighbours. */
export interface Tally {
  readonly count: number;
  readonly sent: number;
  readonly senders: number;
}

/** Messages to vertices, of which each gets one number. */
export interface Mailbox {
  /** Vertices that something waits for, in the order that it came. */
  readonly receivers: Uint32Array;
  readonly count: number;
  /** How many messages were sent. */
  readonly sent: number;
  send(vertex: number, message: number): void;
  /** The same message to all neighbours of a vertex. */
  sendAlong(vertex: number, message: number): void;
  /** Nothing more comes: what waits can be taken. */
  close(): void;
  /** What a vertex gets; the neutral message where nothing waits. */
  take(vertex: number): number | Float64Array;
  clear(): void;
  save(): SavedMailbox;
  load(saved: SavedMailbox): void;
}

/** What waits, for a checkpoint. */
export interface SavedMailbox {
  readonly targets: Uint32Array;
  readonly messages: Float64Array;
}

/** The entries that messages go along, and the same seen from those who get them. */
export interface Ways {
  readonly out: Adjacency;
  /** Made when it is first asked for. */
  readonly in: Adjacency;
  readonly work: Workspace;
}

/** One mailbox for what waits, and one for what is sent. */
export function mailboxesOf(combine: Combine, vertexCount: number, ways: Ways): [Mailbox, Mailbox] {
  if (combine === "all") return [new ListMailbox(vertexCount, ways), new ListMailbox(vertexCount, ways)];
  const [one, other] = combinedArrays(2, vertexCount, ways.work);
  return [new CombinedMailbox(combine, one!, ways), new CombinedMailbox(combine, other!, ways)];
}

/** Where a mailbox has one number for each vertex. */
export interface CombinedArrays {
  readonly receivers: Uint32Array; // [vertices]
  readonly waiting: Float64Array; // [vertices]
  /** 1 where something waits. */
  readonly has: Uint8Array; // [vertices]
  /** What vertices sent to all of their neighbours in this superstep, by their numbers: the same for all mailboxes. */
  readonly along: Float64Array; // [vertices]
  /** Those that did. */
  readonly senders: Uint32Array; // [vertices]
}

export function combinedArrays(mailboxes: number, vertexCount: number, work: Workspace): CombinedArrays[] {
  const along = work.float64(vertexCount);
  return Array.from({ length: mailboxes }, () => ({
    receivers: work.uint32(vertexCount),
    waiting: work.float64(vertexCount),
    has: work.uint8(vertexCount),
    along,
    senders: work.uint32(vertexCount),
  }));
}

const neutral = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, sum: 0 } as const;

/**
 * One number waits for each vertex. What vertices send to all of their neighbours is kept until the end: where all of them did, as in
 * PageRank, each vertex adds up what its neighbours said, which reads in no order but writes in one; else it is sent then.
 */
export class CombinedMailbox implements Mailbox {
  readonly receivers: Uint32Array;
  count = 0;
  sent = 0;
  readonly #combine: Exclude<Combine, "all">;
  readonly #call: (one: number, other: number) => number;
  readonly #neutral: number;
  readonly #waiting: Float64Array;
  readonly #has: Uint8Array;
  readonly #ways: Ways;
  readonly #along: Float64Array;
  readonly #senders: Uint32Array;
  #senderCount = 0;
  /** Zeros. */
  #none: Float64Array | undefined;

  constructor(combine: Exclude<Combine, "all">, arrays: CombinedArrays, ways: Ways) {
    this.#combine = combine;
    this.#call = typeof combine === "function" ? combine : callOf(combine);
    this.#neutral = typeof combine === "function" ? Number.NaN : neutral[combine];
    this.receivers = arrays.receivers;
    this.#waiting = arrays.waiting;
    this.#has = arrays.has;
    this.#ways = ways;
    this.#along = arrays.along;
    this.#senders = arrays.senders;
  }

  send(vertex: number, message: number): void {
    this.sent++;
    if (this.#has[vertex] === 1) this.#waiting[vertex] = this.#call(this.#waiting[vertex]!, message);
    else {
      this.#has[vertex] = 1;
      this.#waiting[vertex] = message;
      this.receivers[this.count++] = vertex;
    }
  }

  sendAlong(vertex: number, message: number): void {
    const { starts, neighbours } = this.#ways.out;
    const [from, to] = [starts[vertex]!, starts[vertex + 1]!];
    if (this.#combine !== "sum" && this.#combine !== "min") {
      for (let e = from; e < to; e++) this.send(neighbours[e]!, message);
      return;
    }
    if (from === to) return;
    this.sent += to - from;
    // A vertex that sends again says something else to the same ones.
    if (this.#senderCount > 0 && this.#senders[this.#senderCount - 1] === vertex) return this.#push(vertex, message);
    this.#along[vertex] = message;
    this.#senders[this.#senderCount++] = vertex;
  }

  close(): void {
    const all = this.#ways.out.neighbours.length;
    // What waits already came by other ways.
    if (this.#combine === "sum" && this.count === 0 && this.sent > 0 && this.sent === all) this.#gather();
    else this.push();
  }

  /** What was kept until the end is sent. */
  push(): void {
    for (let k = 0; k < this.#senderCount; k++) this.#push(this.#senders[k]!, this.#along[this.#senders[k]!]!);
    this.#senderCount = 0;
  }

  #push(vertex: number, message: number): void {
    const { starts, neighbours } = this.#ways.out;
    const send = this.#combine === "sum" ? sendSum : sendMin;
    const [from, to] = [starts[vertex]!, starts[vertex + 1]!];
    this.count = send(neighbours, from, to, message, this.#waiting, this.#has, this.receivers, this.count);
  }

  /** A round of PageRank that neither damps nor jumps is the sum of what neighbours say. */
  #gather(): void {
    const { work, in: rows } = this.#ways;
    this.#none ??= work.float64(this.receivers.length);
    const [waiting, all] = [this.#waiting, this.receivers.length];
    work.run("gatherRanks", rows.starts, rows.neighbours, this.#along, this.#none, 0, 1, this.#none, waiting, all);
    this.#senderCount = 0;
    this.count = receiversOf(rows.starts, this.#has, this.receivers);
  }

  /** What all of the vertices' neighbours sent to all of theirs, for the vertices [from, to); see `gathered`. */
  gather({ starts, neighbours }: Adjacency, from: number, to: number): void {
    gatherSums(starts, neighbours, this.#along, from, to, this.#waiting);
  }

  /** That was done for all vertices. */
  gathered(sent: number): void {
    this.tally = { count: receiversOf(this.#ways.in.starts, this.#has, this.receivers), sent, senders: 0 };
  }

  /** How many of each there are: all that is not in arrays. */
  get tally(): Tally {
    return { count: this.count, sent: this.sent, senders: this.#senderCount };
  }

  set tally({ count, sent, senders }: Tally) {
    this.count = count;
    this.sent = sent;
    this.#senderCount = senders;
  }

  /** Takes over what waits in another, behind its own. */
  absorb(other: CombinedMailbox): void {
    const sent = this.sent + other.sent;
    for (let k = 0; k < other.count; k++) this.send(other.receivers[k]!, other.#waiting[other.receivers[k]!]!);
    this.sent = sent;
    other.clear();
  }

  take(vertex: number): number {
    return this.#has[vertex] === 1 ? this.#waiting[vertex]! : this.#neutral;
  }

  clear(): void {
    if (4 * this.count > this.#has.length) this.#has.fill(0);
    else for (let k = 0; k < this.count; k++) this.#has[this.receivers[k]!] = 0;
    this.count = 0;
    this.sent = 0;
  }

  save(): SavedMailbox {
    const targets = this.receivers.slice(0, this.count);
    const messages = new Float64Array(this.count);
    for (let k = 0; k < this.count; k++) messages[k] = this.#waiting[targets[k]!]!;
    return { targets, messages };
  }

  load({ targets, messages }: SavedMailbox): void {
    for (let k = 0; k < targets.length; k++) this.send(targets[k]!, messages[k]!);
  }
}

function callOf(combine: "min" | "max" | "sum"): (one: number, other: number) => number {
  if (combine === "sum") return (one, other) => one + other;
  return combine === "min" ? Math.min : Math.max;
}

/** All messages wait. */
class ListMailbox implements Mailbox {
  receivers: Uint32Array = new Uint32Array(0);
  count = 0;
  sent = 0;
  readonly #vertexCount: number;
  readonly #ways: Ways;
  #targets = new Uint32Array(1024);
  #messages = new Float64Array(1024);
  #starts = new Uint32Array(1);
  #ordered = new Float64Array(0);

  constructor(vertexCount: number, ways: Ways) {
    this.#ways = ways;
    this.#vertexCount = vertexCount;
    this.clear();
  }

  send(vertex: number, message: number): void {
    if (this.sent === this.#targets.length) this.#grow();
    this.#targets[this.sent] = vertex;
    this.#messages[this.sent++] = message;
  }

  sendAlong(vertex: number, message: number): void {
    const { starts, neighbours } = this.#ways.out;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) this.send(neighbours[e]!, message);
  }

  close(): void {
    this.#starts = new Uint32Array(this.#vertexCount + 1);
    this.#ordered = new Float64Array(this.sent);
    const free = new Uint32Array(this.#vertexCount);
    orderMessages(this.#targets, this.#messages, this.sent, this.#starts, free, this.#ordered);
    this.receivers = free;
    this.count = 0;
    for (let vertex = 0; vertex < this.#vertexCount; vertex++) {
      if (this.#starts[vertex + 1]! > this.#starts[vertex]!) this.receivers[this.count++] = vertex;
    }
  }

  take(vertex: number): Float64Array {
    return this.#ordered.subarray(this.#starts[vertex]!, this.#starts[vertex + 1]!);
  }

  clear(): void {
    this.count = 0;
    this.sent = 0;
    this.#starts = new Uint32Array(this.#vertexCount + 1);
  }

  save(): SavedMailbox {
    return { targets: this.#targets.slice(0, this.sent), messages: this.#messages.slice(0, this.sent) };
  }

  load({ targets, messages }: SavedMailbox): void {
    for (let k = 0; k < targets.length; k++) this.send(targets[k]!, messages[k]!);
    this.close();
  }

  #grow(): void {
    const [targets, messages] = [new Uint32Array(2 * this.sent), new Float64Array(2 * this.sent)];
    targets.set(this.#targets);
    messages.set(this.#messages);
    [this.#targets, this.#messages] = [targets, messages];
  }
}
