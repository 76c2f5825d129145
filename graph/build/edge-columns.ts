import {
  type Batch,
  type Column,
  columnNamed,
  evaluator,
  lengthOf,
  makeBatch,
  missingColumn,
  type OperatorContext,
  rowSchema,
  valueAt,
} from "../../core/mod.ts";
import type { AnyAlgorithm } from "../algorithm.ts";

/** A column by name, or what a function of a row gives. */
export type Choice = string | ((row: never) => unknown);

/** Something that is read of each row of an input. */
export interface Read {
  readonly name: "source" | "target" | "weight" | "id";
  readonly choice: Choice;
}

/** Reads columns of the rows of an input and nothing else; rows whose ids or weights cannot be are failed records. */
export function columnReader(
  context: OperatorContext,
  reads: readonly Read[],
  weights: AnyAlgorithm<unknown, unknown>["weights"],
): (batch: Batch) => Batch | undefined {
  const lambdas = reads.flatMap(({ name, choice }) =>
    typeof choice === "string" ? [] : [{ lambda: choice as never, step: `${context.step} (${name})` }],
  );
  const evaluate = evaluator(lambdas, (error, stage, batch, row) =>
    context.fail({ doing: `apply the lambda of ${stage.step}`, error, batch, row }),
  );
  return (given) => {
    const evaluated = evaluate(given);
    if (evaluated === undefined) return undefined;
    const values = [...evaluated.values];
    const columns = reads.map(({ choice }) =>
      typeof choice === "string" ? columnNamed(given, choice, context.step) : values.shift()!.columns[0]!,
    );
    // What lambdas gave may stand in arrays that are written over.
    const reused = evaluated.batch.reused || evaluated.values.some((each) => each.reused);
    return checked(context, { ...evaluated.batch, reused }, { reads, columns, weights });
  };
}

interface Checked {
  readonly reads: readonly Read[];
  readonly columns: readonly Column[];
  readonly weights: AnyAlgorithm<unknown, unknown>["weights"];
}

function checked(context: OperatorContext, batch: Batch, { reads, columns, weights }: Checked): Batch {
  let { selection } = batch;
  const out: Column[] = [];
  for (const [at, { name }] of reads.entries()) {
    const column = columns[at]!;
    const values = name === "weight" ? weightValues(column, batch.rowCount) : undefined;
    const problem: Problem =
      values === undefined
        ? (row: number) => idProblem(context.step, reads[at]!, valueAt(column, row))
        : (row: number) => weightProblem(context.step, values[row]!, valueAt(column, row), weights);
    if (values !== undefined || mayLack(column, batch.rowCount)) {
      const absent = (row: number): Error | undefined => absentColumn(context.step, reads[at]!, batch, row);
      selection = withoutBad(context, { ...batch, selection }, problem, absent);
    }
    out.push(
      values === undefined ? column : { type: { kind: "float64" }, layout: "float64", values, validity: undefined },
    );
  }
  const schema = rowSchema(reads.map(({ name }, at) => ({ name, type: out[at]!.type })));
  return makeBatch(schema, batch.rowCount, out, { selection, reused: batch.reused });
}

/** Whether there may be something that an id cannot be: rows are looked at one by one only then. */
function mayLack(column: Column, rowCount: number): boolean {
  if (column.validity !== undefined) return true;
  if (column.layout === "values") return hasNone(column.values, rowCount);
  return column.layout === "float64" && hasNaN(column.values, rowCount);
}

function hasNone(values: readonly unknown[], count: number): boolean {
  for (let row = 0; row < count; row++) {
    const value = values[row];
    if (value === null || value === undefined || Number.isNaN(value)) return true;
  }
  return false;
}

function hasNaN(values: Float64Array, count: number): boolean {
  for (let row = 0; row < count; row++) if (Number.isNaN(values[row]!)) return true;
  return false;
}

type Problem = (row: number) => Error | undefined;

/** The rows without a problem; a column that a row does not have at all is told as that. */
function withoutBad(context: OperatorContext, batch: Batch, problem: Problem, absent: Problem): Int32Array | undefined {
  const { selection } = batch;
  const good: number[] = [];
  for (let k = 0; k < lengthOf(batch); k++) {
    const row = selection === undefined ? k : selection[k]!;
    const error = problem(row);
    if (error === undefined) good.push(row);
    else context.fail({ doing: "read an edge", error: absent(row) ?? error, explained: true, batch, row });
  }
  return good.length === lengthOf(batch) ? selection : Int32Array.from(good);
}

/** Where rows are objects as they are, a column that is not there is only seen in them. */
function absentColumn(step: string, { choice }: Read, batch: Batch, row: number): Error | undefined {
  if (typeof choice !== "string" || batch.schema.shape === "row") return undefined;
  const given = Object(valueAt(batch.columns[0]!, row)) as object;
  return choice in given ? undefined : new TypeError(missingColumn(choice, Object.keys(given), step));
}

function idProblem(step: string, { name }: Read, id: unknown): Error | undefined {
  if (id !== null && id !== undefined && !Number.isNaN(id)) return undefined;
  const what = name === "id" ? "a vertex" : `the ${name} of an edge`;
  return new TypeError(
    `Cannot take the id of ${what} in ${step} as an id must be a number, text or bigint: got ${String(id)}; ` +
      "filter such rows out before graph(…)",
  );
}

/** Weights as doubles; NaN for what is none. */
function weightValues(column: Column, rowCount: number): Float64Array {
  if (column.layout === "float64" && column.validity === undefined) return column.values;
  const values = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const value = valueAt(column, row);
    values[row] = typeof value === "number" ? value : typeof value === "bigint" ? Number(value) : Number.NaN;
  }
  return values;
}

/** Sums, squares and quotients of weights beyond would be infinite or 0, and computations that settle would never end. */
const [leastWeight, largestWeight] = [1e-100, 1e100];

function weightProblem(step: string, weight: number, given: unknown, weights: Checked["weights"]): Error | undefined {
  if (!Number.isFinite(weight)) {
    return new TypeError(
      `Cannot take the weight of an edge in ${step} as it must be a finite number: got ${String(given)}; ` +
        "filter such edges out before graph(…), or give them a weight",
    );
  }
  const size = Math.abs(weight);
  if (size > largestWeight || (size < leastWeight && size > 0)) {
    return new RangeError(
      `Cannot take the weight of an edge in ${step} as it must be 0, or of a size from ${leastWeight} to ${largestWeight}, so that sums and quotients of ` +
        `weights are numbers: got ${weight}; measure weights in another unit`,
    );
  }
  if (weight > 0 || weights === "any" || (weight === 0 && weights === "not negative")) return undefined;
  const demand = weights === "positive" ? "must be above 0" : "must not be below 0";
  return new RangeError(
    `Cannot take the weight of an edge in ${step} as it ${demand}: got ${weight}; ` +
      "leave such edges out, or use an algorithm that takes any weight",
  );
}
