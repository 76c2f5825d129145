import {
  type Batch,
  compact,
  type KeptRows,
  type Operator,
  type OperatorContext,
  type OperatorTask,
  operatorState,
  partitioned,
  type RowState,
  rowReader,
  rowState,
  take,
} from "../../core/mod.ts";
import { numberColumn } from "../stages/columns.ts";
import { type Mapping, type MappingTask, mappingTask } from "../stages/mapping.ts";
import type { ModelVersion } from "./trainer.ts";

/** What a server is told. */
export interface Serving<Known> {
  readonly name: string;
  /** What a model does with rows. */
  readonly mapping: (learned: Known) => Mapping;
  /** The columns that models read and add, whatever they have learned. */
  readonly reads: readonly string[];
  readonly adds: readonly string[];
  /** The column of the version that answered. */
  readonly version: string;
  /** How much older than a row its model may be, ms of event time; undefined where any will do. */
  readonly maxModelDelayMs: number | undefined;
  /** The model that there is from the beginning. */
  readonly initial: Known | undefined;
}

/** The newest model that a subtask was given: all are given the same. */
const newest = operatorState<ModelVersion<unknown> | null>(
  "model",
  () => null,
  (one, other) => ((one?.version ?? -1) >= (other?.version ?? -1) ? one : other),
);

/** Rows that no model is new enough for, by their second of event time; all in one where any model will do. */
const waitingRows = partitioned(rowState("rows that wait for a model"));

const spaceMs = 1000;

/**
 * Rows, answered by the newest model once it is new enough; before that they wait, and event time does not go past them. The second
 * input has the versions, all of them in every subtask. Behind the last version rows are served by it, whatever their time.
 */
export function server<Known>(serving: Serving<Known>): Operator {
  const { reads, adds, version } = serving;
  const added = [...adds, version];
  return {
    name: `serve ${serving.name}`,
    inputs: 2,
    named: [],
    state: [newest, waitingRows],
    watermarks: "own",
    reads: (wanted) => [
      wanted === "all" ? "all" : new Set([...reads, ...[...wanted].filter((column) => !added.includes(column))]),
      new Set(["version", "time", "learned"]),
    ],
    refusesChanges: {
      as: "a row that waits for its model cannot be taken back",
      remedy: "serve rows before they are combined, or by one model: models.model(learned).transform(rows)",
    },
    details: {
      ...(serving.maxModelDelayMs === undefined ? {} : { "max model delay": `${serving.maxModelDelayMs} ms` }),
    },
    open: (context) => new Server(serving as Serving<unknown>, context),
  };
}

class Server implements OperatorTask {
  readonly #serving: Serving<unknown>;
  readonly #context: OperatorContext;
  readonly #waiting: RowState;
  #mapped: MappingTask | undefined;
  #model: ModelVersion<unknown> | undefined;
  #earliest = Number.POSITIVE_INFINITY;
  #watermark = Number.NEGATIVE_INFINITY;
  #sent = Number.NEGATIVE_INFINITY;
  #isLast = false;

  constructor(serving: Serving<unknown>, context: OperatorContext) {
    this.#serving = serving;
    this.#context = context;
    this.#waiting = context.state(waitingRows);
    const { initial } = serving;
    const saved = context.state(newest).value;
    if (saved !== null) this.#take(saved);
    else if (initial !== undefined) this.#take({ version: 0, time: Number.NEGATIVE_INFINITY, learned: initial });
    this.#watermark = context.watermark;
    this.#lookForEarliest();
  }

  batch(batch: Batch, input: number): void {
    if (input === 1) this.#learn(batch);
    else this.#meet(batch);
  }

  watermark(timeMs: number): void {
    this.#watermark = timeMs;
    this.#pass();
  }

  endInput(input: number): void {
    if (input !== 1) return;
    this.#isLast = true;
    this.#serveReady();
  }

  gauges(): Readonly<Record<string, number>> {
    let rows = 0;
    for (const { size } of this.#waiting.spaces.values()) rows += size;
    return { rowsWaitingForModel: rows };
  }

  #learn(batch: Batch): void {
    const read = rowReader(batch);
    for (let row = 0; row < batch.rowCount; row++) {
      const model = read(row) as ModelVersion<unknown>;
      if (this.#model !== undefined && model.version <= this.#model.version) continue;
      this.#context.state(newest).value = model;
      this.#take(model);
      this.#serveReady();
    }
  }

  #take(model: ModelVersion<unknown>): void {
    this.#model = model;
    this.#mapped = mappingTask(this.#withVersion(this.#serving.mapping(model.learned), model.version), this.#context);
  }

  #withVersion(mapping: Mapping, version: number): Mapping {
    return {
      ...mapping,
      adds: [...mapping.adds, this.#serving.version],
      open: () => {
        const map = mapping.open();
        return (batch) => [...map(batch), numberColumn(new Float64Array(batch.rowCount).fill(version))];
      },
    };
  }

  /** Answers those rows of a batch that can be; the others wait. */
  #meet(batch: Batch): void {
    const { maxModelDelayMs } = this.#serving;
    const { times } = batch;
    if (maxModelDelayMs !== undefined && times === undefined) throw withoutTime(this.#context.step);
    const limit = this.#limit();
    if (limit === Number.POSITIVE_INFINITY) return this.#answer(batch);
    const ready: number[] = [];
    const waiting = new Map<number, number[]>();
    for (let row = 0; row < batch.rowCount; row++) {
      const time = times?.[row] ?? Number.NEGATIVE_INFINITY;
      if (this.#model !== undefined && time <= limit) ready.push(row);
      else {
        const space = maxModelDelayMs === undefined ? 0 : Math.floor(time / spaceMs);
        const rows = waiting.get(space);
        if (rows === undefined) waiting.set(space, [row]);
        else rows.push(row);
        this.#earliest = Math.min(this.#earliest, time);
      }
    }
    for (const [space, rows] of waiting) this.#waiting.space(space).add(take(batch, Int32Array.from(rows)));
    if (ready.length === batch.rowCount) this.#answer(batch);
    else if (ready.length > 0) this.#answer(take(batch, Int32Array.from(ready)));
  }

  /** The newest time of rows that the model may answer. */
  #limit(): number {
    const { maxModelDelayMs } = this.#serving;
    if (this.#isLast) return Number.POSITIVE_INFINITY;
    if (this.#model === undefined) return Number.NEGATIVE_INFINITY;
    return maxModelDelayMs === undefined ? Number.POSITIVE_INFINITY : this.#model.time + maxModelDelayMs;
  }

  #serveReady(): void {
    const limit = this.#limit();
    if (limit >= this.#earliest || limit === Number.POSITIVE_INFINITY) {
      for (const [space, rows] of [...this.#waiting.spaces].sort(([a], [b]) => a - b))
        this.#serveSpace(space, rows, limit);
      this.#lookForEarliest();
    }
    this.#pass();
  }

  #serveSpace(space: number, rows: KeptRows, limit: number): void {
    const batch = rows.all()?.batch;
    if (batch === undefined) return;
    const { times } = batch;
    if (limit === Number.POSITIVE_INFINITY || times === undefined) {
      this.#waiting.drop(space);
      return this.#answer(batch);
    }
    const [ready, late]: [number[], number[]] = [[], []];
    for (let row = 0; row < batch.rowCount; row++) (times[row]! <= limit ? ready : late).push(row);
    if (ready.length === 0) return;
    this.#waiting.drop(space);
    if (late.length > 0) this.#waiting.space(space).add(take(batch, Int32Array.from(late)));
    this.#answer(take(batch, Int32Array.from(ready)));
  }

  #answer(batch: Batch): void {
    if (this.#mapped !== undefined) return this.#mapped(compact(batch));
    for (let row = 0; row < batch.rowCount; row++) {
      this.#context.fail({ doing: "serve a row", error: noModel(this.#context.step), explained: true, batch, row });
    }
  }

  #lookForEarliest(): void {
    this.#earliest = Number.POSITIVE_INFINITY;
    for (const rows of this.#waiting.spaces.values()) {
      const times = rows.all()?.batch.times;
      for (const time of times ?? []) this.#earliest = Math.min(this.#earliest, time);
    }
  }

  /** Event time goes on, up to the first row that waits. */
  #pass(): void {
    const timeMs = Math.min(this.#watermark, this.#earliest - 1);
    if (timeMs <= this.#sent) return;
    this.#sent = timeMs;
    this.#context.emitWatermark(timeMs);
  }
}

function withoutTime(step: string): TypeError {
  return new TypeError(
    `Cannot wait for a model in ${step} as rows have no event time to compare with its own: got maxModelDelay and a dataset without ` +
      "withEventTime; add .withEventTime((row) => row.at) before, or leave maxModelDelay out",
  );
}

function noModel(step: string): RangeError {
  return new RangeError(
    `Cannot serve a row in ${step} as the models ended before the first of them: got no rows to learn from; ` +
      "give fit an initial model, or look at the filters before it",
  );
}
