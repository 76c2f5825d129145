import { expect, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { string } from "../../../core/data/data-type.ts";
import { valueSchema } from "../../../core/data/schema.ts";
import { rowsOf } from "../../../core/expression/row-reader.ts";
import type { Operator } from "../../../core/operators/operator.ts";
import { openSubtask } from "../../../core/runtime/open-subtask.ts";
import { wakeups } from "../../../core/runtime/wakeups.ts";
import { keySpace } from "../../../core/state/key-space.ts";
import { valueState } from "../../../core/state/keyed-state.ts";
import { virtualClock } from "../../../core/testing/mod.ts";

test("a number below 2^53 stands for itself, any other key for a number that no key is", () => {
  const keys = keySpace(128);
  expect([keys.numberOf(7), keys.numberOf(-0), keys.numberOf(0.1)]).toEqual([7, 0, 0.1]);
  const others = ["a", { a: 1 }, 2n, Number.NaN, 2 ** 53, 2 ** 70, null].map(keys.numberOf);
  expect(new Set(others).size).toBe(7);
  expect(Math.min(...others)).toBe(2 ** 53);
  expect(others.map(keys.keyOf)).toEqual(["a", { a: 1 }, 2n, Number.NaN, 2 ** 53, 2 ** 70, null]);
});

test("forgetting keys leaves those named, frees the others' numbers, and changes no batch given before", () => {
  const keys = keySpace(128);
  const numbers = Float64Array.from(["a", "b", "c"], keys.numberOf);
  const batch = makeBatch(valueSchema(string), 3, [keys.textsOf(numbers)!]);
  keys.sweep((keep) => keep(keys.numberOf("b")));
  const [b, d, e] = ["b", "d", "e"].map(keys.numberOf);
  expect(b).toBe(numbers[1]);
  expect([d, e].sort()).toEqual([numbers[0], numbers[2]]);
  expect(rowsOf(batch)).toEqual(["a", "b", "c"]);
  expect([b, d, e].map((number) => keys.keyOf(number!))).toEqual(["b", "d", "e"]);
});

test("many keys that no state has any more are forgotten at the next watermark", () => {
  const latest = valueState<number>("latest");
  let remembers = (): boolean => false;
  const operator: Operator = {
    name: "remember",
    state: [latest],
    open: (context) => {
      const state = context.state(latest);
      for (let n = 0; n < 70_000; n++) {
        const key = context.keys.numberOf(`key ${n}`);
        if (n % 1000 === 0) state.set(key, n);
      }
      remembers = () => context.keys.wantsSweep;
      return {
        batch: () => undefined,
        end: () => {
          for (let n = 0; n < 70_000; n += 1000) expect(state.get(context.keys.numberOf(`key ${n}`))).toBe(n);
        },
      };
    },
  };
  const clock = virtualClock();
  const { receiver } = openSubtask({
    operator,
    step: "remember",
    subtask: 0,
    parallelism: 1,
    channels: [1],
    output: {
      emit: () => undefined,
      watermark: () => undefined,
      barrier: () => undefined,
      status: () => undefined,
      end: () => undefined,
      needed: true,
    },
    clock,
    wakeups: wakeups(clock),
    count: () => undefined,
    onBadRecord: () => undefined,
    restored: undefined,
  });
  expect(remembers()).toBe(true);
  receiver.watermark(1, 0, 0);
  expect(remembers()).toBe(false);
  receiver.end(0, 0);
});
