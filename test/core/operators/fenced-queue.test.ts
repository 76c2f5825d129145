import { beforeEach, expect, test } from "vitest";
import { type Fenced, type FencedQueue, fencedQueue } from "../../../core/operators/fenced-queue.ts";

interface Entry extends Fenced {
  readonly name: string;
}

const named = (name: string): Entry => ({ name, isDone: false, span: 0 });

let [a, b, c, d] = [named("a"), named("b"), named("c"), named("d")];

beforeEach(() => {
  [a, b, c, d] = [named("a"), named("b"), named("c"), named("d")];
});

function leaving(queue: FencedQueue<Entry>): string[] {
  const left: string[] = [];
  queue.drain(
    ({ name }) => left.push(name),
    (timeMs) => left.push(`watermark ${timeMs}`),
  );
  return left;
}

test("where order is kept, entries leave as they came, each when those before it have left", () => {
  const queue = fencedQueue<Entry>("kept");
  for (const entry of [a, b, c]) queue.add(entry);
  queue.done(b);
  expect([leaving(queue), queue.size]).toEqual([[], 3]);
  queue.done(a);
  expect([leaving(queue), queue.size]).toEqual([["a", "b"], 1]);
  queue.done(c);
  expect([leaving(queue), queue.size]).toEqual([["c"], 0]);
});

test("where it is not, entries leave as they are done, but none passes a watermark", () => {
  const queue = fencedQueue<Entry>("completion");
  for (const entry of [a, b]) queue.add(entry);
  queue.fence(5);
  for (const entry of [c, d]) queue.add(entry);
  queue.done(d);
  queue.done(b);
  expect([leaving(queue), queue.size]).toEqual([["b"], 3]);
  queue.done(a);
  expect([leaving(queue), queue.size]).toEqual([["a", "watermark 5", "d"], 1]);
});

test("watermarks that wait for nothing pass at once, in order", () => {
  const queue = fencedQueue<Entry>("kept");
  queue.fence(1);
  queue.fence(2);
  expect(leaving(queue)).toEqual(["watermark 1", "watermark 2"]);
});

test("a long queue gives its memory back as entries leave", () => {
  const queue = fencedQueue<Entry>("kept");
  const entries = Array.from({ length: 1000 }, (_, at) => named(String(at)));
  for (const entry of entries) queue.add(entry);
  for (const entry of entries) {
    queue.done(entry);
    expect(leaving(queue)).toEqual([entry.name]);
  }
  expect(queue.size).toBe(0);
});
