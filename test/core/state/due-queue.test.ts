import fc from "fast-check";
import { expect, test } from "vitest";
import { dueQueue } from "../../../core/state/due-queue.ts";

const step = fc.oneof(
  fc.record({ push: fc.integer({ min: -50, max: 200 }) }),
  fc.record({ take: fc.integer({ min: -60, max: 220 }) }),
);

test("a due queue gives what a sorted list gives, whatever is pushed in between", () =>
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (steps, widthMs) => {
      const queue = dueQueue(widthMs);
      let model: { time: number; item: number }[] = [];
      steps.forEach((one, item) => {
        if ("push" in one) {
          queue.push(one.push, item);
          model.push({ time: one.push, item });
          return;
        }
        const taken: { time: number; item: number }[] = [];
        queue.take(one.take, (given, time) => taken.push({ time, item: given }));
        const due = model.filter(({ time }) => time <= one.take);
        model = model.filter(({ time }) => time > one.take);
        const byItem = (a: { item: number }, b: { item: number }) => a.item - b.item;
        expect(taken.sort(byItem)).toEqual(due.sort(byItem));
      });
    }),
  ));

test("a visit may push what is due later", () => {
  const queue = dueQueue(10);
  const seen: number[] = [];
  queue.push(3, 1);
  queue.push(4, 2);
  queue.take(5, (item) => {
    seen.push(item);
    queue.push(6 + item, item + 10);
    queue.push(25, item + 20);
  });
  queue.take(30, (item) => seen.push(item));
  expect(seen.sort((a, b) => a - b)).toEqual([1, 2, 11, 12, 21, 22]);
});
