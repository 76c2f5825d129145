import { expect, test } from "vitest";
import { sample } from "../../../core/operators/sample.ts";
import { crash, type RowEvent, row, verifyOperator } from "../../../core/testing/mod.ts";

const input = Array.from({ length: 40 }, (_, n) => row({ n }));

test("the same rows are taken in every run, however they arrive and whatever crashes", () =>
  verifyOperator(sample(0.25, 7), {
    input: [...input.slice(0, 20), crash, ...input.slice(20)],
    output: taken(0.25, 7),
    order: "kept",
  }));

test("another seed takes other rows, and the fraction is about right", () => {
  expect(taken(0.5, 1)).not.toEqual(taken(0.5, 2));
  const share = [1, 2, 3, 4, 5].reduce((sum, seed) => sum + taken(0.5, seed).length, 0) / 200;
  expect(share).toBeGreaterThan(0.4);
  expect(share).toBeLessThan(0.6);
});

test("sample(0) takes nothing and sample(1) everything", () => {
  verifyOperator(sample(0, 3), { input, output: [] });
  verifyOperator(sample(1, 3), { input, output: input });
});

/** Murmur3's finaliser over the row's number and the seed, written down again. */
function taken(fraction: number, seed: number): RowEvent[] {
  const start = mix(seed ^ Math.imul(1, 0x9e3779b1));
  return input.filter((_, n) => mix(start + Math.imul(n, 0x85ebca77)) < fraction * 2 ** 32);
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
