import type { Batch } from "../data/batch.ts";
import { take } from "../data/compact.ts";
import { countUp } from "../operators/kernels/count-up.ts";
import type { OrderedRows } from "../state/ordered-rows.ts";
import { channelCounts } from "./channels.ts";
import type { LoopHost } from "./loop.ts";
import type { LoopStage } from "./loop-body.ts";
import { type LoopState, loopStates } from "./loop-state.ts";
import { watchState } from "./observe/watch-steps.ts";
import { defaultBatchRows } from "./options.ts";
import type { Output } from "./subtask.ts";
import type { Waker } from "./wakeups.ts";

/** What loops of both kinds have: a body, what goes round, and where things come out. */
export class LoopParts {
  readonly stage: LoopStage;
  readonly outputs: readonly Output[];
  readonly host: LoopHost;
  readonly waker: Waker;
  readonly states: readonly LoopState[];
  /** Channels of all inputs of all subtasks that have not ended. */
  open: number;

  constructor(stage: LoopStage, outputs: readonly Output[], host: LoopHost) {
    this.stage = stage;
    this.outputs = outputs;
    this.host = host;
    this.waker = host.wakeups.waker();
    this.states = loopStates(stage, host);
    for (const state of this.states) watchState(stage.node.name, state, host.metrics);
    const channels = channelCounts(stage, stage.node.inputs.length).reduce((sum, count) => sum + count, 0);
    this.open = channels * stage.parallelism;
  }

  /** Whether anybody still wants what comes out. */
  get needed(): boolean {
    return this.outputs.some((output) => output.needed);
  }

  count(metric: string, by: number): void {
    this.host.metrics.add(this.stage.node.name, metric, by);
  }

  /** Sends rows on as batches of a usual size. */
  give(output: Output | undefined, rows: OrderedRows | undefined): void {
    if (output === undefined || rows === undefined) return;
    for (const batch of rows.batches()) {
      if (!output.needed) return;
      this.#emit(output, batch);
    }
  }

  close(): void {
    this.waker.release();
    for (const state of this.states) state.close();
  }

  #emit(output: Output, rows: Batch): void {
    if (rows.rowCount <= 2 * defaultBatchRows) return output.emit(rows, undefined);
    for (let from = 0; from < rows.rowCount && output.needed; from += defaultBatchRows) {
      const length = Math.min(defaultBatchRows, rows.rowCount - from);
      output.emit(take(rows, countUp(from, new Int32Array(length))), undefined);
    }
  }

  /** All is over: whoever is behind hears so. */
  end(): void {
    for (const output of this.outputs) {
      output.watermark(Number.POSITIVE_INFINITY);
      output.end();
    }
  }
}
