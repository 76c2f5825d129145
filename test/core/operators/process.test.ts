import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { process } from "../../../core/operators/process.ts";
import { at, verifyOperator, watermark } from "../../../core/testing/mod.ts";

test("a row may give none, one or many rows, each with its time", () =>
  verifyOperator(
    process<number, number>((n, { emit }) => {
      for (let copy = 0; copy < n; copy++) emit(n * 10 + copy);
    }, []),
    {
      input: [at(1, 0), at(2, 1), watermark(2), at(3, 2)],
      output: [at(2, 10), watermark(2), at(3, 20), at(3, 21)],
      order: "kept",
    },
  ));

test("the function sees the row's time and the watermark", () =>
  verifyOperator(
    process<string, unknown>((text, context) => context.emit([text, context.time, context.watermark >= 4]), []),
    {
      input: [watermark(3), at(5, "a")],
      output: [watermark(3), at(5, ["a", 5, false])],
    },
  ));

test("rows for a declared side output leave there", async () => {
  const numbers = from([1, 2, 3, 4]).process<number>(
    (n, context) => (n % 2 === 0 ? context.emit(n) : context.sideOutput("odd", n)),
    {
      sideOutputs: ["odd"],
    },
  );
  expect(await numbers.collect()).toEqual([2, 4]);
  expect(await numbers.sideOutput<number>("odd").collect()).toEqual([1, 3]);
});

test("a side output that is not declared is refused with what to write", async () => {
  const wrong = from([1]).process((n, context) => context.sideOutput("odd", n), { sideOutputs: ["even"] });
  await expect(wrong.collect()).rejects.toThrow('to side output "odd" in process #1 as it is not declared');
});

test("what a call gave before it threw does not count", async () => {
  const left: number[] = [];
  const halves = from([1, 2, 3]).process<number>(
    (n, { emit }) => {
      emit(n);
      if (n === 2) throw new Error("no twos");
      emit(n * 10);
    },
    { onError: "skip" },
  );
  await halves.forEach((n) => void left.push(n));
  expect(left).toEqual([1, 10, 3, 30]);
});
