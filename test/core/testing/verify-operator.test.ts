import { expect, test } from "vitest";
import { type Batch, makeBatch } from "../../../core/data/batch.ts";
import { float64 } from "../../../core/data/data-type.ts";
import { valueSchema } from "../../../core/data/schema.ts";
import type { Operator, OperatorTask } from "../../../core/operators/operator.ts";
import { operatorState, valueState } from "../../../core/state/keyed-state.ts";
import { at, end, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";

const schema = valueSchema(float64);

function numbers(values: Float64Array, reused = false): Batch {
  return makeBatch(schema, values.length, [{ type: float64, layout: "float64", values, validity: undefined }], {
    reused,
  });
}

const copies: Operator = {
  name: "pass on",
  selection: "accepts",
  open: (context) => ({ batch: (batch) => context.emit(batch) }),
};

test("an operator that passes records on is accepted, and one that does not is shown what is missing", () => {
  const input = [at(1, "a"), watermark(3), at(4, { b: 1 })];
  verifyOperator(copies, { input, output: input, order: "kept" });
  expect(() => verifyOperator(copies, { input, output: [at(1, "a"), watermark(3), at(4, { b: 2 })] })).toThrow(
    "Cannot accept pass on, record by record, as its output differs after watermark(3):\n" +
      "  - missing    at(4, { b: 2 })\n  + unexpected at(4, { b: 1 })   (after at(4, { b: 1 }))",
  );
});

test("a watermark that comes before its rows is a difference", () =>
  expect(() => verifyOperator(copies, { input: [row(1), watermark(1)], output: [watermark(1), row(1)] })).toThrow(
    "before the first watermark:\n  + unexpected row(1)   (after row(1))",
  ));

test("an operator that keeps its memory out of its state is caught by the crashes", () => {
  const forgets: Operator = {
    name: "number",
    open: (context) => {
      let count = 0;
      return { batch: (batch) => context.emit(numbers(Float64Array.from({ length: batch.rowCount }, () => count++))) };
    },
  };
  expect(() => verifyOperator(forgets, { input: [row("a"), row("b")], output: [row(0), row(1)] })).toThrow(
    "Cannot accept number, with a crash after every step, as",
  );
});

test("an operator that keeps a batch is caught when the batch is written over", () => {
  const held: Operator = {
    name: "hold",
    open: (context) => {
      let last: Batch | undefined;
      return {
        batch: (batch) => {
          last = batch;
        },
        watermark: () => last && context.emit(last),
      };
    },
  };
  expect(() => verifyOperator(held, { input: [row(1), watermark(1)], output: [row(1), watermark(1)] })).toThrow(
    '+ unexpected row("‹written over›")',
  );
});

test("an operator that writes into arrays it gave away for good is caught", () => {
  const values = new Float64Array(1);
  const overwrites: Operator = {
    name: "count",
    open: (context) => ({
      batch: (batch) => {
        for (let row = 0; row < batch.rowCount; row++) {
          values[0]!++;
          context.emit(numbers(values));
        }
      },
    }),
  };
  expect(() => verifyOperator(overwrites, { input: [row("a"), row("b")], output: [row(1), row(2)] })).toThrow(
    "must not be written over unless it says `reused: true`",
  );
});

test("an operator that changes its input is caught", () => {
  const changes: Operator = {
    name: "change",
    open: () => ({
      batch: ({ columns, rowCount }) =>
        void (columns[0] as unknown as { values: unknown[] }).values.fill(0, 0, rowCount),
    }),
  };
  expect(() => verifyOperator(changes, { input: [row("a")], output: [] })).toThrow("must not change a batch");
});

test("an operator that overlooks the selection it accepts is caught", () => {
  const overlooks: Operator = {
    ...copies,
    open: (context) => ({ batch: (batch) => context.emit({ ...batch, selection: undefined }) }),
  };
  expect(() => verifyOperator(overlooks, { input: [row(1), row(2)], output: [row(1), row(2)] })).toThrow(
    /Cannot accept pass on, all at once/,
  );
});

test("an operator that mixes up keys is caught at another parallelism", () => {
  const count = operatorState<number>(
    "count",
    () => 0,
    (left, right) => left + right,
  );
  const counts: Operator = {
    name: "count",
    state: [count],
    open: (context): OperatorTask => {
      const state = context.state(count);
      return {
        batch: (batch) => context.emit(numbers(Float64Array.from({ length: batch.rowCount }, () => ++state.value))),
      };
    },
  };
  const given = { input: [row("a"), row("b"), row("c")], output: [row(1), row(2), row(3)] };
  verifyOperator(counts, given);
  expect(() => verifyOperator(counts, { ...given, exchange: [(value: string) => value] })).toThrow("in 3 subtasks");
});

test("rows on a side output that nobody expects are a difference, and an undeclared one is refused", () => {
  const sides = (declared: readonly string[]): Operator => ({
    name: "split",
    sides: declared,
    open: (context) => ({ batch: (batch) => context.emit(batch, "left") }),
  });
  const given = { input: [row(1), end], output: [end] };
  verifyOperator(sides(["left"]), { ...given, sides: { left: [row(1)] } });
  expect(() => verifyOperator(sides(["left"]), given)).toThrow('side output "left" differs:\n  + unexpected row(1)');
  expect(() => verifyOperator(sides([]), given)).toThrow('must be declared in `sides`: got "left"');
});

test("state of a key follows its key to whatever subtask it goes", () => {
  const total = valueState<number>("total");
  const sums: Operator = {
    name: "sum",
    state: [total],
    open: (context) => {
      const state = context.state(total);
      return {
        batch: (batch) => {
          const keys = context.keys.numbersOf(batch.columns, [], batch.rowCount, batch.selection);
          for (let row = 0; row < batch.rowCount; row++) {
            const sum = (state.get(keys[row]!) ?? 0) + 1;
            state.set(keys[row]!, sum);
            context.emit(numbers(Float64Array.of(sum)));
          }
        },
      };
    },
  };
  const input = ["a", "b", "a", "c", "a", "b"].map(row);
  verifyOperator(sums, { input, output: [1, 1, 2, 1, 3, 2].map(row), exchange: [(value: string) => value] });
});

test("failed records are compared by their messages, and throw where none is expected", () => {
  const refuses: Operator = {
    name: "refuse",
    open: (context) => ({
      batch: (batch) => {
        for (let row = 0; row < batch.rowCount; row++)
          context.fail({ doing: "like it", error: new Error("no"), batch, row });
      },
    }),
  };
  verifyOperator(refuses, { input: [row("a"), row("b")], output: [], failures: [/the row is "a"/, /the row is "b"/] });
  expect(() => verifyOperator(refuses, { input: [row("a")], output: [] })).toThrow(
    /^Cannot like it at row 0 of refuse/,
  );
  expect(() => verifyOperator(refuses, { input: [row("a")], output: [], failures: [] })).toThrow(
    "failed records differ",
  );
});

test("counters are compared where the case names them", () =>
  expect(() => verifyOperator(copies, { input: [], output: [], counts: { late: 2 } })).toThrow("late is 0, not 2"));
