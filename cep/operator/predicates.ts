import {
  type Batch,
  type Column,
  type Evaluated,
  evaluator,
  lengthOf,
  type OperatorContext,
  rowReader,
  valueAt,
} from "../../core/mod.ts";
import {
  type Comparison,
  compared,
  fieldName,
  fieldOf,
  holds,
  isConstant,
  type Operand,
} from "../pattern/comparison.ts";
import { type Condition, truthOf } from "../pattern/condition.ts";

/** What conditions say of the rows of a batch, in their order. */
export interface Truths {
  readonly truths: readonly Uint8Array[];
  readonly failed: readonly ReadonlySet<number>[];
}

/** Evaluates conditions of the event alone over whole batches, each once however many patterns share it. */
export class Predicates {
  readonly #context: OperatorContext;
  readonly #lambdas = new Map<unknown, (batch: Batch) => Evaluated | undefined>();
  /** Rows at which the condition at hand threw. */
  #failed = new Set<number>();
  /** Rows of the batch at hand that have been told as failed records. */
  #told = new Set<number>();

  constructor(context: OperatorContext) {
    this.#context = context;
  }

  /**
   * For each condition a byte for each row of a batch: whether it holds; in a buffer of whole words. Rows at which it throws are
   * failed records, told once however many conditions throw: they are in its `failed`, as others may know what to do with them.
   */
  truths(conditions: readonly Condition[], batch: Batch): Truths {
    this.#told.clear();
    const failed: Set<number>[] = [];
    const truths = conditions.map((condition) => {
      this.#failed = new Set();
      failed.push(this.#failed);
      return this.#truth(condition, batch);
    });
    return { truths, failed };
  }

  #truth(condition: Condition, batch: Batch): Uint8Array {
    const truth = new Uint8Array(new ArrayBuffer(4 * Math.ceil(batch.rowCount / 4)), 0, batch.rowCount);
    switch (condition.kind) {
      case "true":
        return truth.fill(1);
      case "event":
        this.#lambda(condition.test, batch, truth);
        return truth;
      case "compare":
        this.#compare(condition.comparison, batch, truth);
        return truth;
      case "not": {
        const of = this.#truth(condition.of[0]!, batch);
        eachRow(batch, (row) => {
          truth[row] = 1 - of[row]!;
        });
        return truth;
      }
      case "match":
        throw new TypeError(`Cannot ask a condition of partial matches of events alone in ${this.#context.step}`);
      default:
        return this.#joined(condition.kind, condition.of, batch);
    }
  }

  /** As in a program, what comes behind is asked only where what is before has not decided. */
  #joined(kind: "and" | "or", conditions: readonly Condition[], batch: Batch): Uint8Array {
    const decided = kind === "and" ? 0 : 1;
    let open = batch;
    const result = new Uint8Array(new ArrayBuffer(4 * Math.ceil(batch.rowCount / 4)), 0, batch.rowCount);
    result.fill(1 - decided);
    for (const condition of conditions) {
      const truth = this.#truth(condition, open);
      const rows: number[] = [];
      eachRow(open, (row) => {
        if (truth[row] === decided) result[row] = decided;
        else if (!this.#failed.has(row)) rows.push(row);
      });
      open = { ...batch, selection: Int32Array.from(rows) };
    }
    return result;
  }

  #lambda(test: (event: never) => unknown, batch: Batch, truth: Uint8Array): void {
    let evaluate = this.#lambdas.get(test);
    if (evaluate === undefined) {
      const { step } = this.#context;
      evaluate = evaluator([{ lambda: test as never, step }], (error, _stage, failing, row) => {
        this.#fail(error, failing, row);
      });
      this.#lambdas.set(test, evaluate);
    }
    if (lengthOf(batch) === 0) return;
    const evaluated = evaluate(batch);
    if (evaluated === undefined) return;
    const [values] = evaluated.values;
    const { schema, columns } = values!;
    // Truths as JavaScript has them: an object, whose properties are columns, is true, unless it is a promise by another name.
    if (schema.shape !== "row") this.#setTruths(columns[0]!, evaluated.batch, truth);
    else if (schema.index.has("then")) this.#ask(evaluated.batch, truth, rowReader(values!));
    else eachRow(evaluated.batch, (row) => (truth[row] = 1));
  }

  #setTruths(column: Column, batch: Batch, truth: Uint8Array): void {
    if (column.layout === "uint8" && column.validity === undefined && batch.selection === undefined) {
      truth.set(column.values.subarray(0, batch.rowCount));
    } else this.#ask(batch, truth, (row) => valueAt(column, row));
  }

  /** A column compared with a constant goes through the column; anything else row by row. */
  #compare(comparison: Comparison, batch: Batch, truth: Uint8Array): void {
    const { op, left, right } = comparison;
    const column = columnOfField(left, batch);
    if (column === undefined || !isConstant(right)) {
      const read = rowReader(batch);
      this.#ask(batch, truth, (row) => holds(comparison, read(row), undefined));
    } else if (column.layout === "dictionary" && column.validity === undefined) {
      compareCodes(column, comparison, batch, truth);
    } else if (
      typeof right === "number" &&
      column.layout === "float64" &&
      column.validity === undefined &&
      batch.selection === undefined
    ) {
      compareNumbers(op, column.values, right, batch.rowCount, truth);
    } else {
      this.#ask(batch, truth, (row) => compared(op, fieldOf({ value: valueAt(column, row) }, "value"), right));
    }
  }

  /** Row by row: one at which it throws is a failed record. */
  #ask(batch: Batch, truth: Uint8Array, answer: (row: number) => unknown): void {
    eachRow(batch, (row) => {
      try {
        truth[row] = truthOf(answer(row)) ? 1 : 0;
      } catch (error) {
        this.#fail(error, batch, row);
      }
    });
  }

  #fail(error: unknown, batch: Batch, row: number): void {
    this.#failed.add(row);
    if (this.#told.has(row)) return;
    this.#told.add(row);
    this.#context.fail({ doing: `apply a condition of ${this.#context.step}`, error, batch, row });
  }
}

function eachRow({ selection, rowCount }: Batch, visit: (row: number) => void): void {
  if (selection === undefined) for (let row = 0; row < rowCount; row++) visit(row);
  else for (let k = 0; k < selection.length; k++) visit(selection[k]!);
}

function compareCodes(
  column: Extract<Column, { layout: "dictionary" }>,
  { op, right }: Comparison,
  batch: Batch,
  truth: Uint8Array,
): void {
  const known: (number | undefined)[] = [];
  eachRow(batch, (row) => {
    const code = column.codes[row]!;
    const truthOfCode = known[code] ?? (compared(op, column.dictionary.text(code), right) ? 1 : 0);
    known[code] = truthOfCode;
    truth[row] = truthOfCode;
  });
}

function compareNumbers(
  op: Comparison["op"],
  values: Float64Array,
  constant: number,
  rowCount: number,
  truth: Uint8Array,
): void {
  switch (op) {
    case "=":
      for (let row = 0; row < rowCount; row++) truth[row] = values[row] === constant ? 1 : 0;
      return;
    case "!=":
      for (let row = 0; row < rowCount; row++) truth[row] = values[row] !== constant ? 1 : 0;
      return;
    case "<":
      for (let row = 0; row < rowCount; row++) truth[row] = values[row]! < constant ? 1 : 0;
      return;
    case "<=":
      for (let row = 0; row < rowCount; row++) truth[row] = values[row]! <= constant ? 1 : 0;
      return;
    case ">":
      for (let row = 0; row < rowCount; row++) truth[row] = values[row]! > constant ? 1 : 0;
      return;
    case ">=":
      for (let row = 0; row < rowCount; row++) truth[row] = values[row]! >= constant ? 1 : 0;
      return;
    default:
      return;
  }
}

/** The column of an operand that is a field, where rows are columns. */
function columnOfField(operand: Operand, { schema, columns }: Batch): Column | undefined {
  const name = fieldName(operand);
  const at = name === undefined || schema.shape !== "row" ? undefined : schema.index.get(name);
  return at === undefined ? undefined : columns[at];
}
