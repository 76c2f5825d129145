import {
  type Batch,
  type Column,
  makeBatch,
  type Operator,
  type OperatorContext,
  type OperatorTask,
  operatorState,
  rowSchema,
} from "../../core/mod.ts";
import type { LearnedColumns } from "../learner/learn.ts";
import type { Batching } from "./every.ts";
import type { OnlineLearner, OnlineTask } from "./online-learner.ts";
import { RowFilter, type Usable } from "./row-filter.ts";
import { TrainingWindows, windowRows } from "./training-windows.ts";

/** A version of a model that learns on. */
export interface ModelVersion<Known> {
  /** Counted from 0; where the stream began with a model, that one is 0. */
  readonly version: number;
  /**
   * Up to when it knows, event time in ms: the last ms of the window that it learned from last, or the newest time of its rows.
   * −∞ where they have none.
   */
  readonly time: number;
  readonly learned: Known;
}

/** What a trainer is told. */
export interface Training<Known> {
  readonly learner: OnlineLearner<Known>;
  readonly columns: LearnedColumns;
  readonly batching: Batching;
  readonly initial: Known | undefined;
}

/** All that one remembers, beside the rows of open windows. */
interface Progress {
  /** How many features rows have; 0 before the first. */
  readonly size: number;
  /** What the learner saved. */
  readonly task: unknown;
  /** Versions that were given. */
  readonly versions: number;
  /** Rows of the batch at hand. */
  readonly rows: number;
  /** The newest event time of a row. */
  readonly newest: number;
  /** When the window of the clock ends that is open. */
  readonly wakeMs: number;
}

const kept = operatorState<Progress | null>(
  "trainer",
  () => null,
  (one, other) => one ?? other,
);

/** Learns from rows as they come; a row for each version of the model. */
export function trainer<Known>(training: Training<Known>): Operator {
  const { learner, columns } = training;
  const reads = [columns.features, columns.label, columns.weight].filter((name) => name !== undefined);
  return {
    name: `fit ${learner.name}`,
    named: reads,
    reads: () => [new Set(reads)],
    state: [kept, windowRows],
    schema: () => versionSchema,
    details: { model: everyText(training.batching) },
    refusesChanges: {
      as: "what was learned from a row cannot be unlearned",
      remedy: "learn from the rows before they are combined",
    },
    open: (context) => new Trainer(training, context),
  };
}

const versionSchema = rowSchema([
  { name: "version", type: { kind: "float64" } },
  { name: "time", type: { kind: "float64" } },
  { name: "learned", type: { kind: "any" } },
]);

function everyText(batching: Batching): string {
  switch (batching.by) {
    case "count":
      return batching.rows === 1 ? "after every row" : `after every ${batching.rows} rows`;
    case "end":
      return "at the end";
    case "session":
      return `after each session with a gap of ${batching.gapMs} ms`;
    case "tumbling":
      return `after each window of ${batching.sizeMs} ms`;
    case "clock":
      return `every ${batching.sizeMs} ms of processing time`;
  }
}

class Trainer<Known> implements OperatorTask {
  readonly #training: Training<Known>;
  readonly #context: OperatorContext;
  readonly #filter: RowFilter;
  readonly #windows: TrainingWindows | undefined;
  #task: OnlineTask<Known> | undefined;
  #size = 0;
  #versions = 0;
  #rows = 0;
  #newest = Number.NEGATIVE_INFINITY;
  #wakeMs = Number.POSITIVE_INFINITY;

  constructor(training: Training<Known>, context: OperatorContext) {
    this.#training = training;
    this.#context = context;
    this.#filter = new RowFilter(training.learner as OnlineLearner<never>, training.columns, context);
    this.#versions = training.initial === undefined ? 0 : 1;
    const { batching } = training;
    if (batching.by === "tumbling" || batching.by === "session") this.#windows = new TrainingWindows(batching, context);
    this.#restore();
  }

  #restore(): void {
    const state = this.#context.state(kept);
    const saved = state.value;
    if (saved !== null) {
      this.#versions = saved.versions;
      this.#rows = saved.rows;
      this.#newest = saved.newest;
      if (saved.size > 0) this.#open(saved.size, saved.task);
      if (saved.wakeMs < Number.POSITIVE_INFINITY) this.#wakeAt(saved.wakeMs);
    }
    // Asked when a snapshot is taken: what a learner saves after each batch would take longer than the batch.
    const at = (): Progress => this.#progress();
    state.value = Object.defineProperties({} as Progress, {
      ...Object.fromEntries(
        (["size", "task", "versions", "rows", "newest", "wakeMs"] as const).map((name) => [
          name,
          { enumerable: true, get: () => at()[name] },
        ]),
      ),
    });
  }

  #progress(): Progress {
    return {
      size: this.#size,
      task: this.#task?.save(),
      versions: this.#versions,
      rows: this.#rows,
      newest: this.#newest,
      wakeMs: this.#wakeMs,
    };
  }

  batch(batch: Batch): void {
    const usable = this.#filter.usable(batch, this.#size === 0 ? undefined : this.#size);
    if (usable.batch.rowCount === 0) return;
    if (this.#windows !== undefined) this.#windows.add(usable.batch);
    else this.#learnNow(usable);
  }

  watermark(timeMs: number): void {
    if (this.#windows === undefined) return;
    for (const { batch, lastMs } of this.#windows.ended(timeMs)) {
      const rows = this.#filter.again(batch, this.#size === 0 ? undefined : this.#size);
      this.#learner(rows.features.columns).learn(rows, 0, batch.rowCount);
      this.#publish(lastMs);
    }
  }

  processingTime(timeMs: number): void {
    if (timeMs < this.#wakeMs) return this.#wakeAt(this.#wakeMs);
    const endMs = this.#wakeMs;
    this.#wakeMs = Number.POSITIVE_INFINITY;
    if (this.#rows > 0) this.#publish(this.#newest === Number.NEGATIVE_INFINITY ? endMs - 1 : this.#newest);
  }

  end(): void {
    if (this.#rows > 0) this.#publish(this.#newest);
  }

  gauges(): Readonly<Record<string, number>> {
    return { modelVersion: this.#versions - 1 };
  }

  #learnNow({ batch, rows }: Usable): void {
    const { batching } = this.#training;
    const task = this.#learner(rows.features.columns);
    if (batching.by === "clock" && this.#wakeMs === Number.POSITIVE_INFINITY) {
      const { sizeMs, offsetMs } = batching;
      this.#wakeAt(Math.floor((this.#context.clock.nowMs() - offsetMs) / sizeMs + 1) * sizeMs + offsetMs);
    }
    const most = batching.by === "count" ? batching.rows : Number.POSITIVE_INFINITY;
    for (let from = 0; from < batch.rowCount; ) {
      const to = Math.min(batch.rowCount, from + most - this.#rows);
      task.learn(rows, from, to);
      this.#rows += to - from;
      this.#newest = newestOf(batch.times, from, to, this.#newest);
      if (this.#rows === most) this.#publish(this.#newest);
      from = to;
    }
  }

  #wakeAt(timeMs: number): void {
    this.#wakeMs = timeMs;
    this.#context.wakeAt(timeMs);
  }

  #learner(columns: number): OnlineTask<Known> {
    if (this.#task === undefined) this.#open(columns, undefined);
    return this.#task!;
  }

  #open(columns: number, saved: unknown): void {
    const { learner, initial } = this.#training;
    this.#size = columns;
    this.#task = learner.open(columns, { saved, initial });
  }

  #publish(time: number): void {
    this.#rows = 0;
    this.#task!.endBatch();
    const version = this.#versions++;
    const columns: Column[] = [
      { type: { kind: "float64" }, layout: "float64", values: Float64Array.of(version), validity: undefined },
      { type: { kind: "float64" }, layout: "float64", values: Float64Array.of(time), validity: undefined },
      { type: { kind: "any" }, layout: "values", values: [this.#task!.learned()], validity: undefined },
    ];
    const times = time === Number.NEGATIVE_INFINITY ? undefined : Float64Array.of(time);
    this.#context.emit(makeBatch(versionSchema, 1, columns, { times }));
  }
}

function newestOf(times: Float64Array | undefined, from: number, to: number, before: number): number {
  if (times === undefined) return before;
  let newest = before;
  for (let row = from; row < to; row++) newest = Math.max(newest, times[row]!);
  return newest;
}
