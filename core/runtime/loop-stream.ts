import { type Batch, lengthOf } from "../data/batch.ts";
import { keep } from "../data/compact.ts";
import type { Waiting } from "../operators/operator.ts";
import type { LoopSink } from "../plan/node.ts";
import type { LoopHost } from "./loop.ts";
import { LoopBody, type LoopStage } from "./loop-body.ts";
import { LoopParts } from "./loop-parts.ts";
import type { SubtaskSnapshot } from "./snapshot.ts";
import type { Output, Receiver } from "./subtask.ts";
import { ToldTime, type ToldTimeRule } from "./told-time.ts";
import type { Wakeups } from "./wakeups.ts";
import { heard, type WatermarkTracker, watermarkTracker } from "./watermark-tracker.ts";

/**
 * A loop over inputs that may not end: rows go in as they come, and what is fed back goes in behind them. All of the body
 * lives as long as the loop. A watermark waits until nothing is under way in it.
 */
export class Stream {
  readonly #parts: LoopParts;
  readonly #body: LoopBody;
  /** Event time of the inputs of each subtask, and of all that comes out. */
  readonly #trackers: readonly (readonly WatermarkTracker[])[];
  readonly #out: WatermarkTracker;
  /** What the heads of each subtask were told of it, and those behind the loop. */
  readonly #toldHeads: readonly (readonly (ToldTime | undefined)[])[];
  readonly #toldOutputs: readonly ToldTime[];
  /** Subtasks of sinks that have not heard of the end. */
  #sinksOpen: number;
  /** Where what is fed back gathers: what was before goes round meanwhile. */
  #turn: 0 | 1 = 0;
  /** What of the body has been told that its input is over: nothing, the data, all of it. */
  #ended: "nothing" | "data" | "all" = "nothing";

  constructor(stage: LoopStage, outputs: readonly Output[], host: LoopHost) {
    this.#parts = new LoopParts(stage, outputs, host);
    this.#trackers = this.#parts.states.map(({ trackers }) => trackers);
    for (const trackers of this.#trackers) {
      const reached = (): number => Math.min(...trackers.map(({ current }) => current));
      host.metrics.watchTime(stage.node.name, "currentInputWatermark", reached);
    }
    const { waker } = this.#parts;
    // When something in the body has what it waited for, time may go on.
    const wakeups = tellingWakeups(host.wakeups, waker.soon);
    this.#body = new LoopBody(
      stage,
      { ...host, wakeups },
      { isOver: true, round: 0 },
      {
        receive: (sink, subtask, batch) => this.#receive(sink, subtask, batch),
        watermark: (timeMs, channel) => {
          this.#out.advance(channel, timeMs);
          this.#passOut();
        },
        status: (status, timeMs, channel) => {
          heard(this.#out, status, channel, timeMs);
          this.#passOut();
        },
        end: () => {
          if (--this.#sinksOpen === 0) this.#finish();
        },
        needed: () => this.#parts.needed,
      },
    );
    this.#sinksOpen = this.#body.sinkCount;
    this.#out = watermarkTracker(this.#body.outputChannels);
    const rule: ToldTimeRule = { ownWatermarks: false, isRestored: host.restored !== undefined };
    this.#toldOutputs = outputs.map((output) => new ToldTime(output, rule));
    this.#toldHeads = this.#trackers.map((inputs, subtask) =>
      inputs.map((_, input) => {
        const head = this.#head(input, subtask);
        return head && new ToldTime(head, rule);
      }),
    );
    waker.wakes(() => undefined, { resume: () => this.#resume(), waits: () => this.waits() });
    if (this.#isFed()) waker.soon();
  }

  receiver(subtask: number): Receiver {
    const parts = this.#parts;
    const { waker } = parts;
    const trackers = this.#trackers[subtask]!;
    const head = (input: number): Output | undefined => this.#head(input, subtask);
    return {
      receive: (batch, input) => {
        parts.count("numRecordsIn", lengthOf(batch));
        head(input)?.emit(batch, undefined);
      },
      watermark: (timeMs, input, channel) => {
        trackers[input]!.advance(channel, timeMs);
        this.#passTime();
      },
      status: (status, timeMs, input, channel) => {
        heard(trackers[input]!, status, channel, timeMs);
        this.#passTime();
      },
      barrier: () => undefined,
      end: (input, channel) => {
        trackers[input]!.advance(channel, Number.POSITIVE_INFINITY);
        if (--this.#parts.open > 0) return this.#passTime();
        if (this.#parts.states[0]!.control.value.phase === "done") this.#parts.end();
        else waker.soon();
      },
      get needed() {
        return parts.needed;
      },
    };
  }

  get inputsOver(): boolean {
    return this.#parts.open === 0;
  }

  get isDone(): boolean {
    return this.#parts.states[0]!.control.value.phase === "done";
  }

  waits(): Waiting | undefined {
    if (this.#isFed()) return "full";
    const isDone = this.#parts.states[0]!.control.value.phase === "done";
    return this.#parts.open === 0 && !isDone ? "pending" : undefined;
  }

  prepare(): void {
    this.#body.prepare();
  }

  snapshot(): ReadonlyMap<string, readonly SubtaskSnapshot[]> {
    const { stage, states } = this.#parts;
    return new Map([[stage.id, states.map((state) => state.snapshot())], ...this.#body.snapshot(false)]);
  }

  close(): void {
    this.#parts.close();
    this.#body.close();
  }

  #head(input: number, subtask: number): Output | undefined {
    return this.#body.outputOf(this.#parts.stage.node.heads[input]!.name, subtask);
  }

  #isFed(): boolean {
    return this.#isFedIn(0) || this.#isFedIn(1);
  }

  #isFedIn(turn: 0 | 1): boolean {
    return this.#parts.states.some((state) => !state.fed(turn).isEmpty);
  }

  #receive({ role, side }: LoopSink, subtask: number, batch: Batch): void {
    const { outputs, states, waker } = this.#parts;
    if (role === "output") return outputs[subtask]!.emit(batch, side);
    if (this.#ended === "all") return this.#parts.count("numFeedbackDropped", batch.rowCount);
    const state = states[subtask]!;
    state.keep(state.fed(this.#turn), keep(batch));
    waker.soon();
  }

  /** Lets what was fed back go round once; when nothing is under way any more, time goes on, or the loop ends. */
  #resume(): void {
    // After a restore it may be the other one.
    const turn = this.#isFedIn(0) === this.#isFedIn(1) ? this.#turn : this.#isFedIn(0) ? 0 : 1;
    this.#turn = turn === 0 ? 1 : 0;
    for (const [subtask, state] of this.#parts.states.entries()) {
      const rows = state.fed(turn);
      if (this.#parts.needed) this.#parts.give(this.#head(0, subtask), rows);
      rows.clear();
    }
    if (this.#isFed()) return this.#parts.waker.soon();
    this.#passTime();
    if (this.#parts.open === 0 && !this.#isUnderWay()) this.#end();
  }

  #isUnderWay(): boolean {
    return this.#isFed() || this.#body.waits() !== undefined;
  }

  /** Event time goes on where nothing is under way that may be of an earlier one. */
  #passTime(): void {
    const isUnderWay = this.#isUnderWay();
    for (const [subtask, trackers] of this.#trackers.entries()) {
      for (const [input, { isIdle, now }] of trackers.entries()) {
        const told = this.#toldHeads[subtask]![input];
        // One that has ended stays open for what is fed back: it holds nothing back, and takes nobody to where it was.
        if (!isUnderWay && now === Number.POSITIVE_INFINITY) told?.idle(Number.NEGATIVE_INFINITY);
        else if (!isUnderWay) told?.[isIdle ? "idle" : "active"](now);
        else if (!isIdle) told?.wake(now);
      }
    }
  }

  /** First the data ends, which may feed something back once more; then what goes round. */
  #end(): void {
    const { stage, states } = this.#parts;
    const heads = [...stage.node.heads.keys()];
    const endAll = (inputs: readonly number[]): void => {
      for (const input of inputs) for (const subtask of states.keys()) this.#head(input, subtask)?.end();
    };
    if (this.#ended === "nothing") {
      this.#ended = "data";
      endAll(heads.slice(1));
      if (this.#isUnderWay()) return;
    }
    if (this.#ended === "all") return;
    this.#ended = "all";
    endAll(heads.slice(0, 1));
  }

  #finish(): void {
    for (const { control } of this.#parts.states) control.value = { ...control.value, phase: "done" };
    this.#parts.end();
  }

  #passOut(): void {
    const { isIdle, now } = this.#out;
    for (const told of this.#toldOutputs) told[isIdle ? "idle" : "active"](now);
  }
}

/** Wake-ups whose edges tell whenever one has gone on. */
function tellingWakeups(wakeups: Wakeups, tell: () => void): Wakeups {
  const telling =
    (call: (timeMs: number) => void) =>
    (timeMs: number): void => {
      call(timeMs);
      tell();
    };
  return {
    waker: () => {
      const waker = wakeups.waker();
      return {
        ...waker,
        wakes: (call, edge) => {
          if (edge === undefined) return waker.wakes(call);
          const resume = telling(() => edge.resume());
          waker.wakes(telling(call), { resume: () => resume(0), waits: () => edge.waits() });
        },
      };
    },
    wake: () => wakeups.wake(),
    get next() {
      return wakeups.next;
    },
    get asked() {
      return wakeups.asked;
    },
    news: () => wakeups.news(),
    waits: () => wakeups.waits(),
  };
}
