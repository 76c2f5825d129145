import { type Batch, lengthOf } from "../data/batch.ts";
import { keep } from "../data/compact.ts";
import type { Waiting } from "../operators/operator.ts";
import type { LoopSink } from "../plan/node.ts";
import type { LoopHost } from "./loop.ts";
import { LoopBody, type LoopStage } from "./loop-body.ts";
import { LoopParts } from "./loop-parts.ts";
import type { LoopControl } from "./loop-state.ts";
import { phasesOf } from "./phases.ts";
import type { SubtaskSnapshot } from "./snapshot.ts";
import type { Stage } from "./stage.ts";
import type { Output, Receiver } from "./subtask.ts";

/**
 * Rounds over bounded inputs. When all inputs have ended, each round is given the rows that the one before fed back (the
 * first one the initial rows) and the data, then its end; when all sinks of the body have heard of that, it is over. One
 * round a call, so that a stop and a snapshot find their place in between.
 */
export class Rounds {
  readonly #parts: LoopParts;
  readonly #body: LoopBody;
  readonly #order: readonly number[];
  /** Subtasks of sinks that have not heard of the end of the round. */
  #sinksOpen = 0;

  constructor(stage: LoopStage, outputs: readonly Output[], host: LoopHost) {
    this.#parts = new LoopParts(stage, outputs, host);
    const { control } = this.#parts.states[0]!;
    const rule = {
      get isOver() {
        return control.value.phase === "ending";
      },
      get round() {
        return control.value.round;
      },
    };
    this.#body = new LoopBody(stage, host, rule, {
      receive: (sink, subtask, batch) => this.#receive(sink, subtask, batch),
      watermark: () => undefined,
      status: () => undefined,
      end: () => this.#sinkEnded(),
      needed: () => this.#parts.needed,
    });
    this.#order = headOrder(stage, this.#body.stages);
    this.#parts.waker.wakes(() => undefined, { resume: () => this.#resume(), waits: () => this.waits() });
  }

  receiver(subtask: number): Receiver {
    const parts = this.#parts;
    const state = parts.states[subtask]!;
    return {
      receive: (batch, input) => {
        parts.count("numRecordsIn", lengthOf(batch));
        state.keep(state.rows(input), batch);
      },
      watermark: () => undefined,
      barrier: () => undefined,
      status: () => undefined,
      end: () => {
        if (--this.#parts.open > 0) return;
        if (this.#control.phase === "done") return this.#parts.end();
        if (this.#control.phase !== "between") this.#endAgain();
        this.#parts.waker.soon();
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
    return this.#parts.open === 0 && this.#control.phase !== "done" ? "pending" : undefined;
  }

  prepare(): void {
    this.#body.prepare();
  }

  snapshot(): ReadonlyMap<string, readonly SubtaskSnapshot[]> {
    const { stage, states } = this.#parts;
    const between = this.#control.phase === "between" || this.#control.phase === "done";
    return new Map([[stage.id, states.map((state) => state.snapshot())], ...this.#body.snapshot(between)]);
  }

  close(): void {
    this.#parts.close();
    this.#body.close();
  }

  get #control(): LoopControl {
    return this.#parts.states[0]!.control.value;
  }

  #setControl(change: Partial<LoopControl>): void {
    const next = { ...this.#control, ...change };
    for (const { control } of this.#parts.states) control.value = next;
  }

  #receive({ role, side }: LoopSink, subtask: number, batch: Batch): void {
    const { outputs, states } = this.#parts;
    if (role === "output") return outputs[subtask]!.emit(batch, side);
    if (batch.rowCount === 0 || batch.selection?.length === 0) return;
    if (role !== "feedback") return this.#setControl({ said: { ...this.#control.said, [role]: true } });
    if (this.#control.phase === "ending") return this.#parts.count("numFeedbackDropped", batch.rowCount);
    const state = states[subtask]!;
    state.keep(state.fed(this.#control.round + 1), keep(batch));
  }

  #sinkEnded(): void {
    if (--this.#sinksOpen === 0) this.#parts.waker.soon();
  }

  #resume(): void {
    if (this.#parts.open > 0 || this.#sinksOpen > 0) return;
    if (this.#control.phase === "between") this.#beginRound();
    // Where nothing waits for something outside, all is done by now.
    if (this.#sinksOpen > 0) return;
    if (this.#control.phase === "within") this.#endRound();
    else if (this.#control.phase === "ending") this.#finish();
  }

  /** After a restore: what had been given before hears of its end again. */
  #endAgain(): void {
    if (this.#control.phase === "ending") this.#body.mute();
    this.#sinksOpen = this.#body.sinkCount;
    this.#endHeads();
  }

  #beginRound(): void {
    const { round } = this.#control;
    if (round >= this.#parts.stage.node.rounds || this.#hasEnded()) return this.#beginEnd();
    this.#body.beginRound();
    this.#setControl({ phase: "within", said: {} });
    this.#sinksOpen = this.#body.sinkCount;
    for (const head of this.#order) {
      this.#eachOutput(head, (output, subtask) => this.#give(head, output, subtask));
      this.#eachOutput(head, (output) => output.end());
    }
  }

  /** Whether the last round was the last one: by what it said, since it fed nothing back, or since nobody wants more. */
  #hasEnded(): boolean {
    if (!this.#parts.needed) return true;
    const { round, said } = this.#control;
    const { states, stage } = this.#parts;
    const wantsWord = stage.node.body.some(({ role }) => role === "while");
    if (round === 0) return false;
    if (said.until === true || (wantsWord && said.while !== true)) return true;
    return states.every((state) => state.fed(round).isEmpty);
  }

  #give(head: number, output: Output, subtask: number): void {
    const { round } = this.#control;
    const state = this.#parts.states[subtask]!;
    if (head === 0) return this.#parts.give(output, state.fed(round));
    const { gives } = this.#parts.stage.node.heads[head]!;
    const rows = state.rows(head);
    if (gives === "each round" || round === 0) this.#parts.give(output, rows);
    if (gives === "the first round") rows.clear();
  }

  #endRound(): void {
    const { round } = this.#control;
    this.#parts.count("numRounds", 1);
    for (const state of this.#parts.states) state.fed(round).clear();
    this.#setControl({ phase: "between", round: round + 1 });
    this.#parts.waker.soon();
  }

  #beginEnd(): void {
    this.#body.beginEnd();
    this.#setControl({ phase: "ending" });
    if (!this.#body.hasLasting) return;
    this.#sinksOpen = this.#body.sinkCount;
    this.#endHeads();
  }

  #finish(): void {
    const { stage, states, outputs } = this.#parts;
    const main = stage.node.body.some(({ role, side }) => role === "output" && side === undefined);
    // Unless said otherwise, what comes out is what the last round fed back.
    for (const [subtask, output] of outputs.entries()) {
      if (!main) this.#parts.give(output, states[subtask]!.fed(this.#control.round));
    }
    for (const state of states) state.clear();
    this.#setControl({ phase: "done" });
    this.#body.close();
    this.#parts.end();
  }

  #endHeads(): void {
    for (const head of this.#order) this.#eachOutput(head, (output) => output.end());
  }

  #eachOutput(head: number, call: (output: Output, subtask: number) => void): void {
    const { name } = this.#parts.stage.node.heads[head]!;
    for (const subtask of this.#parts.states.keys()) {
      const output = this.#body.outputOf(name, subtask);
      if (output !== undefined) call(output, subtask);
    }
  }
}

/** The heads in the order they are given: where an operator wants one input whole before another, that one first. */
function headOrder({ node }: LoopStage, stages: readonly Stage[]): number[] {
  const phases = phasesOf(stages).map((phase) => phase.map((stage) => stage.node.name));
  const rankOf = (head: number): number => phases.findIndex((names) => names.includes(node.heads[head]!.name));
  return [...node.heads.keys()].sort((a, b) => rankOf(a) - rankOf(b) || a - b);
}
