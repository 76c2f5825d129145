import { type Batch, lengthOf } from "../data/batch.ts";
import { refusePromises } from "../data/later.ts";
import type { ReadContext, Split, SplitReader } from "../io/source.ts";
import type { SourceNode } from "../plan/node.ts";
import { monotonicClock, yieldToEventLoop } from "../platform/mod.ts";
import type { SplitProgress } from "./checkpoint/split-progress.ts";
import type { Execution } from "./execution.ts";
import { type Feed, leftOf, type ReadFeed } from "./feed.ts";
import type { StepLoad } from "./observe/step-load.ts";
import type { Output } from "./subtask.ts";
import { isHeldBack, settle, waitFor } from "./waiting.ts";

/** Where the batches of a subtask of a source come from and go to. */
export interface Reading {
  readonly execution: Execution;
  readonly node: SourceNode;
  readonly context: ReadContext;
  readonly output: Output;
  /** How far its splits are. */
  readonly progress: SplitProgress;
  readonly load: StepLoad;
}

/** Signals, timers and progress are looked at this often at least. */
const maximalHoldMs = 20;
const maximalHeldBatches = 256;

/** To take a connection, read a question, answer and send takes a turn each: too long for who asks if a batch came between them. */
const longHoldMs = 500;
const turnsAfterLong = 6;

/** A feed under way: its splits, opened one after another, and their batches let through one by one. */
export class Lane {
  readonly feed: ReadFeed;
  readonly #reading: Reading;
  #reader: SplitReader | undefined;
  /** The split that is read. */
  #at = 0;
  #bytes = 0;
  /** Rows of the split so far. */
  #rows = 0;
  #yieldedMs: number = monotonicClock.nowMs();
  /** Batches taken, where time does not count. */
  #batches = 0;
  /** Listens as long as one reads: with the last listener a signal throws its table away, and each wait would make one anew. */
  readonly #stays = (): void => undefined;

  constructor(feed: ReadFeed, reading: Reading) {
    this.feed = feed;
    this.#reading = reading;
    feed.left = () => this.#left();
  }

  /** What the reader knows of what waits behind it; else what its split said, less what was read of it. */
  #left(): ReturnType<Feed["left"]> {
    const told = this.#reader?.pending?.();
    const left = leftOf(this.feed.splits.slice(this.#at));
    const of = (own: number | undefined, all: number | undefined, read: number): number | undefined =>
      own ?? (all === undefined ? undefined : Math.max(0, all - read));
    return { records: of(told?.records, left.records, this.#rows), bytes: of(told?.bytes, left.bytes, this.#bytes) };
  }

  /** Lets the next batch through and waits until it is taken; false when there is none any more. */
  async step(): Promise<boolean> {
    this.#reading.context.signal.throwIfAborted();
    const { output, progress } = this.#reading;
    for (; this.#at < this.feed.splits.length && output.needed; this.#at++) {
      const split = this.feed.splits[this.#at]!;
      if (progress.isOver(split.id)) continue;
      this.#reader ??= await this.#open(split);
      const batch = await this.#next(this.#reader);
      if (batch !== undefined) {
        this.#push(batch, this.#reader);
        await this.#taken();
        return true;
      }
      // Where nobody wants more of it, it is not over: a drained run is gone on from where it was.
      if (output.needed) progress.ended(split.id);
      await this.close();
      this.#rows = 0;
      this.#bytes = 0;
    }
    return false;
  }

  /** Closes the reader; the next step goes on where it was. */
  rest(): Promise<void> {
    return this.close();
  }

  async close(): Promise<void> {
    const reader = this.#reader;
    if (reader === undefined) return;
    this.#reader = undefined;
    const { execution, node, context } = this.#reading;
    context.signal.removeEventListener("abort", this.#stays);
    await execution.host.edges.close(`close ${node.name}`, () => reader.close());
  }

  async #open(split: Split): Promise<SplitReader> {
    const { execution, node, context, progress } = this.#reading;
    this.feed.setStatus("reading");
    this.feed.split = split.id;
    this.#bytes = 0;
    this.#rows = 0;
    const { signal } = context;
    const open = (): Promise<SplitReader> => node.source.open(split, progress.positionOf(split.id), context);
    const reader = await execution.host.edges.io(`open ${node.name}`, open, {
      signal,
      tooLate: (late) => late.close(),
    });
    signal.addEventListener("abort", this.#stays);
    return reader;
  }

  async #next(reader: SplitReader): Promise<Batch | undefined> {
    const { execution, node, context, output, load } = this.#reading;
    try {
      const read = load.measure(() => reader.read());
      if (!(read instanceof Promise)) return read;
      this.feed.setStatus("waiting");
      const batch = await waitFor(read, execution, context.signal, output);
      this.feed.setStatus("reading");
      return batch;
    } catch (error) {
      const behind = `${this.#rows.toLocaleString("en-US")} ${this.#rows === 1 ? "row" : "rows"}`;
      throw execution.host.edges.failed(`read ${node.name} behind ${behind}`, error, context.signal);
    }
  }

  #push(batch: Batch, reader: SplitReader): void {
    const { execution, node, output, load } = this.#reading;
    const { host, progress } = execution;
    const rows = lengthOf(batch);
    progress.add(rows);
    host.metrics.add(node.name, "numRecordsIn", rows);
    this.feed.rows += rows;
    this.#rows += rows;
    if (rows > 0) this.feed.lastRowsMs = host.clock.nowMs();
    refusePromises(batch, node.name);
    host.feeds.reading = this.feed;
    try {
      if (batch.columns.length > 0 || rows > 0) load.batch(() => output.emit(batch, undefined));
    } finally {
      host.feeds.reading = undefined;
    }
    // What was given has been dealt with; what is read next has not.
    this.#reading.progress.moved(this.feed.split, reader.position());
    host.wakeups.wake();
    const consumed = reader.bytesRead?.() ?? 0;
    progress.bytes += consumed - this.#bytes;
    if (consumed > this.#bytes) host.metrics.add(node.name, "numBytesIn", consumed - this.#bytes);
    this.#bytes = consumed;
  }

  /** Waits for sinks, then lets others have their turn where it has been long. */
  async #taken(): Promise<void> {
    const { execution, context } = this.#reading;
    if (isHeldBack(execution)) await this.#held();
    else await settle(execution, context.signal);
    // By a clock of its own a run must not depend on how fast this machine is.
    const isReal = execution.host.clock.sleep === undefined;
    const heldMs = isReal ? monotonicClock.nowMs() - this.#yieldedMs : 0;
    if (heldMs < maximalHoldMs && (isReal || ++this.#batches % maximalHeldBatches > 0)) return;
    execution.progress.report(false);
    const turns = heldMs < longHoldMs ? 1 : turnsAfterLong;
    for (let turn = 0; turn < turns; turn++) await yieldToEventLoop();
    this.#yieldedMs = monotonicClock.nowMs();
  }

  async #held(): Promise<void> {
    const { execution, context } = this.#reading;
    this.feed.setStatus("held");
    execution.host.feeds.held.begin();
    try {
      await settle(execution, context.signal);
    } finally {
      execution.host.feeds.held.end();
      this.feed.setStatus("reading");
    }
  }
}
