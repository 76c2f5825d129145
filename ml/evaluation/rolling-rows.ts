import {
  type Batch,
  type Column,
  type Dataset,
  type DataType,
  inputOf,
  makeBatch,
  type Operator,
  type OperatorContext,
  type OperatorTask,
  operatorState,
  pipeInputs,
  rowSchema,
  type Schema,
  type StepOptions,
} from "../../core/mod.ts";
import { BatchColumns, type StageBatch } from "../stages/stage-batch.ts";
import { mustBeRows } from "../stages/transformer.ts";

/** Numbers that are told of the newest rows, again and again. */
export interface Rolling {
  readonly name: string;
  readonly reads: readonly string[];
  /** Rows that are looked at, the newest. */
  readonly window: number;
  /** They are told after each so many rows, and at the end. */
  readonly every: number;
  /** How many numbers are kept of a row. */
  readonly width: number;
  /** Called once in a subtask; puts the numbers of a row into `out`; an error where it cannot. */
  readonly take: (batch: StageBatch) => (row: number, out: Float64Array, at: number) => Error | undefined;
  /** The names of what is told, and it, of rows from the oldest on. */
  readonly names: readonly string[];
  readonly tell: (rows: Float64Array, count: number) => readonly (number | null)[];
}

interface Saved {
  /** The newest rows, from the oldest on. */
  readonly rows: Float64Array;
  /** Rows there were in all. */
  readonly count: number;
  readonly newest: number;
}

const kept = operatorState<{ readonly saved: Saved } | null>(
  "newest rows",
  () => null,
  (one, other) => one ?? other,
);

const float64: DataType = { kind: "float64" };

/** Rows of numbers about the newest of a dataset's rows. */
export function rolled<Out>(rolling: Rolling, dataset: Dataset<unknown>, step: StepOptions): Dataset<Out> {
  mustBeRows(dataset, rolling.name);
  return pipeInputs(rollingOperator(rolling), [inputOf(dataset, { to: "one subtask" })], step);
}

/** The operator. */
export function rollingOperator(rolling: Rolling): Operator {
  const schema = rowSchema(["rows", ...rolling.names].map((name) => ({ name, type: float64 })));
  return {
    name: rolling.name,
    state: [kept],
    named: rolling.reads,
    reads: () => [new Set(rolling.reads)],
    schema: () => schema,
    refusesChanges: {
      as: "it looks at the newest rows, of which none can be taken back",
      remedy: "evaluate the rows before they are combined",
    },
    open: (context) => new RollingTask(rolling, schema, context),
  };
}

class RollingTask implements OperatorTask {
  readonly #rolling: Rolling;
  readonly #schema: Schema;
  readonly #context: OperatorContext;
  readonly #columns: BatchColumns;
  /** The newest rows, each where its number modulo the window says. */
  readonly #ring: Float64Array;
  #batch!: Batch;
  #count = 0;
  #newest = Number.NEGATIVE_INFINITY;

  constructor(rolling: Rolling, schema: Schema, context: OperatorContext) {
    this.#rolling = rolling;
    this.#schema = schema;
    this.#context = context;
    this.#ring = new Float64Array(rolling.window * rolling.width);
    this.#columns = new BatchColumns(context.step, (row, error) =>
      context.fail({ doing: "evaluate a row", error, explained: true, batch: this.#batch, row }),
    );
    const state = context.state(kept);
    if (state.value !== null) this.#restore(state.value.saved);
    const save = (): Saved => ({ rows: this.#rows(), count: this.#count, newest: this.#newest });
    // Taken when a snapshot is.
    state.value = {
      get saved() {
        return save();
      },
    };
  }

  #restore({ rows, count, newest }: Saved): void {
    const { window, width } = this.#rolling;
    this.#count = count;
    this.#newest = newest;
    const held = rows.length / width;
    for (let at = 0; at < held; at++) {
      const number = count - held + at;
      this.#ring.set(rows.subarray(at * width, (at + 1) * width), (number % window) * width);
    }
  }

  /** From the oldest on. */
  #rows(): Float64Array {
    const { window, width } = this.#rolling;
    const held = Math.min(this.#count, window);
    const start = this.#count <= window ? 0 : (this.#count % window) * width;
    const rows = new Float64Array(held * width);
    rows.set(this.#ring.subarray(start, held * width));
    rows.set(this.#ring.subarray(0, start), held * width - start);
    return rows;
  }

  batch(batch: Batch): void {
    this.#batch = batch;
    const columns = this.#columns.next(batch);
    const { take, window, width, every } = this.#rolling;
    const put = take(columns);
    for (let row = 0; row < batch.rowCount; row++) {
      const error = put(row, this.#ring, (this.#count % window) * width);
      if (error !== undefined) {
        columns.fail(row, error);
        continue;
      }
      this.#count++;
      if (batch.times !== undefined) this.#newest = Math.max(this.#newest, batch.times[row]!);
      if (this.#count % every === 0) this.#tell();
    }
  }

  end(): void {
    if (this.#count % this.#rolling.every !== 0) this.#tell();
  }

  #tell(): void {
    const rows = this.#rows();
    const told = this.#rolling.tell(rows, rows.length / this.#rolling.width);
    const columns = [this.#count, ...told].map((value): Column => {
      const validity = value === null ? new Uint8Array(1) : undefined;
      return { type: float64, layout: "float64", values: Float64Array.of(value ?? 0), validity };
    });
    const times = this.#newest === Number.NEGATIVE_INFINITY ? undefined : Float64Array.of(this.#newest);
    this.#context.emit(makeBatch(this.#schema, 1, columns, { times }));
  }
}
