import { type Batch, makeBatch } from "../data/batch.ts";
import type { Column, ColumnOf } from "../data/column.ts";
import { boolean, float64 } from "../data/data-type.ts";
import { maskBits } from "../data/kernels/mask-bits.ts";
import { type Schema, valueSchema } from "../data/schema.ts";
import type { Choice, Operand, TestNode } from "./choice.ts";
import { generate, madeOnce } from "./generate.ts";
import { type Lambda, readLambda } from "./read-lambda.ts";

/** Writes a bit for each of the first `rowCount` rows: whether the test is true of it. */
type Test = (columns: readonly unknown[], rowCount: number, bits: Uint8Array) => void;

/** Rows for which all others are tested, too. */
const oneIn = 16;

/**
 * The column that a lambda of the form of a `Choice` gives, at the row numbers of the batch; undefined where the lambda is
 * another one, and for batches in which the columns tested are no numbers or not always there. The test becomes bits, eight
 * rows at a time and without a branch, and the column behind it stays where it is: of a price in three classes a call for
 * each row costs 8 ns, as nobody can predict it, and this less than one.
 */
export function chosenColumn(lambda: Lambda): ((batch: Batch) => Batch | undefined) | undefined {
  const { choice } = readLambda(lambda);
  if (choice === undefined) return undefined;
  let bits = new Uint8Array(0);
  const constant = constantColumn();
  const schemaOf = knownSchema();
  return (batch) => {
    const { schema, rowCount, selection } = batch;
    if (schema.shape !== "row" || (selection !== undefined && oneIn * selection.length < rowCount)) return undefined;
    const tested = choice.tested.map((name) => numbersIn(batch, name));
    const given =
      "column" in choice.gives ? handedOn(batch, choice.gives.column) : constant(choice.gives.value, rowCount);
    if (given === undefined || !tested.every(isThere)) return undefined;
    const bytes = (rowCount + 7) >> 3;
    if (bits.length < bytes) bits = new Uint8Array(bytes);
    const layouts = tested.map(({ layout }) => layout).join();
    const test = madeOnce(lambda, `choice ${layouts}`, () => compileTest(choice));
    test(
      tested.map(({ values }) => values),
      rowCount,
      bits,
    );
    if (given.validity !== undefined) maskBits(bits, given.validity, bytes);
    const column = { ...given, validity: bits } as Column;
    return makeBatch(schemaOf(column), rowCount, [column], { ...batch, reused: true });
  };
}

type Numbers = ColumnOf<"int32"> | ColumnOf<"float64">;

function numbersIn({ schema, columns }: Batch, name: string): Numbers | undefined {
  const at = schema.index.get(name);
  const column = at === undefined ? undefined : columns[at]!;
  if (column?.layout !== "int32" && column?.layout !== "float64") return undefined;
  const isDate = column.type.kind === "timestamp" && column.type.as === "Date";
  return column.validity !== undefined || isDate ? undefined : column;
}

function isThere<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}

/** A column that null may stand in: not one whose own absent values are `undefined`, or stand in the array itself. */
function handedOn({ schema, columns }: Batch, name: string): Column | undefined {
  const at = schema.index.get(name);
  if (at === undefined || columns[at]!.layout === "values") return undefined;
  return schema.fields[at]!.missing === undefined ? columns[at]! : undefined;
}

function constantColumn(): (value: number | true, rowCount: number) => Column {
  let last: Column & { readonly values: ArrayLike<unknown> } = {
    type: boolean,
    layout: "uint8",
    values: new Uint8Array(0),
    validity: undefined,
  };
  return (value, rowCount) => {
    if (last.values.length < rowCount) {
      last =
        value === true
          ? { type: boolean, layout: "uint8", values: new Uint8Array(rowCount).fill(1), validity: undefined }
          : { type: float64, layout: "float64", values: new Float64Array(rowCount).fill(value), validity: undefined };
    }
    return last;
  };
}

function knownSchema(): (column: Column) => Schema {
  let last: Schema | undefined;
  return ({ type }) => {
    if (last === undefined || last.fields[0]!.type !== type) last = valueSchema(type);
    return last;
  };
}

/** Behind the loop there is nothing but its end, so the last rows, which fill no byte, come first. */
function compileTest({ test, tested }: Choice): Test {
  const heads = tested.map((_, at) => `const a${at} = columns[${at}];`);
  const eight = Array.from({ length: 8 }, (_, bit) => `(${testText(test, bit === 0 ? "i" : `i + ${bit}`)} << ${bit})`);
  const { make } = generate(
    [],
    `
return function choose(columns, rowCount, bits) {
  ${heads.join(" ")}
  const whole = rowCount & ~7;
  if (whole < rowCount) bits[whole >> 3] = 0;
  for (let i = whole; i < rowCount; i++) bits[i >> 3] |= ${testText(test, "i")} << (i & 7);
  for (let i = 0; i < whole; i += 8) bits[i >> 3] = ${eight.join(" | ")};
};`,
  );
  return make() as Test;
}

/** `&` and `|` of comparisons, not `&&` and `||`: these branch. */
function testText(node: TestNode, row: string): string {
  if (node.kind === "not") return `(${testText(node.of, row)} ^ 1)`;
  if (node.kind !== "compare")
    return `(${testText(node.left, row)} ${node.kind === "and" ? "&" : "|"} ${testText(node.right, row)})`;
  return `(${operandText(node.left, row)} ${node.operator} ${operandText(node.right, row)})`;
}

function operandText(operand: Operand, row: string): string {
  return "at" in operand ? `a${operand.at}[${row}]` : JSON.stringify(operand.value);
}
