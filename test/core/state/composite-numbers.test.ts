import fc from "fast-check";
import { expect, test } from "vitest";
import { columnOf } from "../../../core/data/column-of.ts";
import { boolean, type DataType, dateTime, float64, timestamp } from "../../../core/data/data-type.ts";
import { encodeKey, keyGroupOf } from "../../../core/data/key-group.ts";
import { typedColumn } from "../../../core/data/typed-column.ts";
import { keySpace } from "../../../core/state/key-space.ts";

const odd = fc.constantFrom("a", "b", "", "é", true, false, null, -1, 0.5, Number.NaN, -0, 0, 1, 2 ** 60, 2n, 2 ** 30);
const times = fc.constantFrom(0, 1, 2 ** 40).map((time) => new Date(time));
const bytes = fc.constantFrom([1], [1, 2]).map((each) => Uint8Array.from(each));
const value = fc.oneof({ weight: 6, arbitrary: odd }, times, bytes, fc.constantFrom({ x: 1, y: 2 }, { y: 2, x: 1 }));
const rowsOf = (parts: number) => fc.array(fc.array(value, { minLength: parts, maxLength: parts }), { maxLength: 40 });
const names = ["c", "a", "d", "b"];

test("keys of any number of parts of any values have one number by columns and one by one, over batches and sweeps", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }).chain(rowsOf),
      fc.array(fc.nat(40), { maxLength: 20 }),
      fc.boolean(),
      (rows, cuts, sweeps) => {
        const keys = keySpace(128);
        const given = names.slice(0, rows[0]?.length ?? 1);
        let from = 0;
        for (const cut of [...cuts, rows.length]) {
          const batch = rows.slice(from, from + cut);
          from += cut;
          const columns = given.map((_, at) => columnOf(batch.map((row) => row[at])));
          const objects = batch.map((row) => Object.fromEntries(given.map((name, at) => [name, row[at]])));
          const numbers = [...keys.numbersOf(columns, given, batch.length, undefined).slice(0, batch.length)];
          expect(numbers).toEqual(objects.map(keys.numberOf));
          const turned = keys.numbersOf([...columns].reverse(), [...given].reverse(), batch.length, undefined);
          expect([...turned.slice(0, batch.length)]).toEqual(numbers);
          const encoded = objects.map((object) => encodeKey(object).join());
          expect(new Set(numbers).size).toBe(new Set(encoded).size);
          numbers.forEach((number, row) => {
            expect(encodeKey(keys.keyOf(number)).join()).toBe(encoded[row]);
            expect(keys.groupOf(number)).toBe(keyGroupOf(encodeKey(objects[row]), 128));
          });
          if (sweeps) keys.sweep((keep) => numbers.slice(0, 3).forEach(keep));
          if (sweeps) expect(objects.slice(0, 3).map(keys.numberOf)).toEqual(numbers.slice(0, 3));
        }
      },
    ),
  );
});

function typed(type: DataType, values: readonly unknown[]) {
  return typedColumn(type, values, (problem) => {
    throw new TypeError(String(problem));
  });
}

test("a Date, a number, a boolean and null are different parts of a key, in columns of any type", () => {
  const keys = keySpace(128);
  const third = columnOf(["x", "x"]);
  const second = columnOf([0.5, 0.5]);
  const parts = [
    typed(dateTime, [new Date(1), null]),
    typed(timestamp, [1, 0]),
    typed(float64, [1, -0]),
    typed(boolean, [true, false]),
    columnOf([null, null]),
  ];
  const numbers = parts.flatMap((part) => [
    ...keys.numbersOf([part, second, third], ["a", "b", "c"], 2, undefined).slice(0, 2),
  ]);
  const [date, none, time, zero, one, minus, yes, no, nothing] = numbers;
  expect([time, minus, nothing]).toEqual([one, zero, none]);
  expect(new Set([date, none, time, zero, yes, no]).size).toBe(6);
  expect(keys.keyOf(date!)).toEqual({ a: new Date(1), b: 0.5, c: "x" });
  expect(keys.keyOf(no!)).toEqual({ a: false, b: 0.5, c: "x" });
});

test("a selection's rows alone are numbered, where some keys are packed and some are not", () => {
  const keys = keySpace(128);
  const columns = [columnOf([1, 2 ** 30, 3, 2 ** 30]), columnOf([1, 1, 1, 1])];
  const scratch = { numbers: new Float64Array(4).fill(-1) };
  const numbers = keys.numbersOf(columns, ["a", "b"], 4, Int32Array.of(0, 1, 3), scratch);
  expect(numbers[0]).toBe(keys.numberOf({ a: 1, b: 1 }));
  expect([numbers[1], numbers[3]]).toEqual([numbers[1], numbers[1]]);
  expect(keys.keyOf(numbers[1]!)).toEqual({ a: 2 ** 30, b: 1 });
  expect(numbers[2]).toBe(-1);
});

test("keys of columns of any values that come and go for ever take no more memory than a table of some", () => {
  const keys = keySpace(128);
  const rows = 50_000;
  for (let batch = 0; batch < 8; batch++) {
    const left = columnOf(Array.from({ length: rows }, (_, row) => (row === 0 ? "text" : batch * rows + row)));
    const right = columnOf(Array.from({ length: rows }, () => 1));
    keys.numbersOf([left, right], ["a", "b"], rows, undefined);
  }
  expect(keys.wantsSweep).toBe(false);
  expect(keys.sizeBytes).toBeLessThan(8_000_000);
});
