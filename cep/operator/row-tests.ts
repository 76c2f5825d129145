import { type Batch, type Column, rowReader, valueAt } from "../../core/mod.ts";
import {
  type Comparison,
  type ComparisonName,
  compared,
  fieldName,
  fieldOf,
  holds,
  isConstant,
} from "../pattern/comparison.ts";
import { type Condition, identityOf } from "../pattern/condition.ts";

/** Whether a row of the batch at hand fulfils a condition. */
type RowTest = (row: number) => boolean;

/**
 * Conditions without code, asked of single rows: of thousands of rules an event concerns few, so that whole columns of truths
 * would be more work. What several rules ask of a row is found out once.
 */
export class RowTests {
  readonly #fields = new Map<string, Field>();
  readonly #numbers = new Map<unknown, number>();
  readonly #tests: RowTest[] = [];
  /** By condition: twice the row that was asked last, and one more where it was so. */
  #known: Int32Array = new Int32Array(16);
  #batch: Batch | undefined;
  #row: (row: number) => unknown = () => undefined;

  /** From now on rows are those of this batch. */
  use(batch: Batch, row: (row: number) => unknown = rowReader(batch)): void {
    this.#batch = batch;
    this.#row = row;
    this.#known.fill(-1);
    for (const field of this.#fields.values()) field.use(batch, row);
  }

  /** The number of a condition, by which it is asked. */
  numberOf(condition: Condition): number {
    const same = identityOf(condition);
    const found = this.#numbers.get(same);
    if (found !== undefined) return found;
    const number = this.#tests.push(this.#testOf(condition)) - 1;
    this.#numbers.set(same, number);
    if (number === this.#known.length) this.#known = new Int32Array(2 * number).fill(-1);
    return number;
  }

  isTrue(condition: number, row: number): boolean {
    const known = this.#known[condition]!;
    if (known >> 1 === row) return (known & 1) === 1;
    const answer = this.#tests[condition]!(row);
    this.#known[condition] = 2 * row + (answer ? 1 : 0);
    return answer;
  }

  /** A property of rows, as its column has it. */
  field(name: string): Field {
    let field = this.#fields.get(name);
    if (field === undefined) {
      field = new Field(name);
      if (this.#batch !== undefined) field.use(this.#batch, this.#row);
      this.#fields.set(name, field);
    }
    return field;
  }

  #testOf(condition: Condition): RowTest {
    switch (condition.kind) {
      case "true":
        return () => true;
      case "compare":
        return this.#comparison(condition.comparison);
      case "and":
      case "or": {
        const parts = condition.of.map((part) => this.numberOf(part));
        return condition.kind === "and"
          ? (row) => parts.every((part) => this.isTrue(part, row))
          : (row) => parts.some((part) => this.isTrue(part, row));
      }
      case "not": {
        const of = this.numberOf(condition.of[0]!);
        return (row) => !this.isTrue(of, row);
      }
      default:
        throw new TypeError(
          `Cannot ask a lambda of single rows as only conditions without code are: got ${condition.test}`,
        );
    }
  }

  #comparison(comparison: Comparison): RowTest {
    const { op, left, right } = comparison;
    const name = fieldName(left);
    if (name === undefined || !isConstant(right)) return (row) => holds(comparison, this.#row(row), undefined);
    const field = this.field(name);
    if (typeof right !== "number") return (row) => compared(op, field.at(row), right);
    return (row) => {
      const { numbers } = field;
      return numbers === undefined ? compared(op, field.at(row), right) : isSo(op, numbers[row]!, right);
    };
  }
}

/** A property of the rows of the batch at hand. */
export class Field {
  readonly name: string;
  /** Its values where all are numbers. */
  numbers: Float64Array | Int32Array | undefined;
  #column: Column | undefined;
  #row: (row: number) => unknown = () => undefined;

  constructor(name: string) {
    this.name = name;
  }

  use({ schema, columns }: Batch, row: (row: number) => unknown): void {
    const at = schema.shape === "row" ? schema.index.get(this.name) : undefined;
    const column = at === undefined ? undefined : columns[at]!;
    this.#column = column;
    this.#row = row;
    const isPlain = column?.validity === undefined && (column?.layout === "float64" || column?.layout === "int32");
    this.numbers = isPlain ? column.values : undefined;
  }

  /** Its value in a row, as conditions see it. */
  at(row: number): unknown {
    if (this.numbers !== undefined) return this.numbers[row]!;
    if (this.#column === undefined) return fieldOf(this.#row(row), this.name);
    return fieldOf({ value: valueAt(this.#column, row) }, "value");
  }
}

function isSo(op: ComparisonName, value: number, than: number): boolean {
  switch (op) {
    case ">=":
      return value >= than;
    case ">":
      return value > than;
    case "<":
      return value < than;
    case "<=":
      return value <= than;
    case "=":
      return value === than;
    case "!=":
      return value !== than;
    default:
      return false;
  }
}
