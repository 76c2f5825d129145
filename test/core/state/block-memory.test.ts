import { expect, test } from "vitest";
import { BlockMemory } from "../../../core/state/block-memory.ts";

test("memory that was given back is the next block's of about the same size", () => {
  const memory = new BlockMemory();
  const first = memory.take(70_000);
  memory.give(first.subarray(0, 60_000));
  const second = memory.take(69_700);
  expect(second.buffer).toBe(first.buffer);
  expect(second.length).toBeGreaterThanOrEqual(69_700);
  expect(memory.take(69_700).buffer).not.toBe(first.buffer);
});

test("what a snapshot had no use for is not kept for the one after it", () => {
  const memory = new BlockMemory();
  const blocks = [memory.take(8192), memory.take(8192), memory.take(8192)];
  for (const block of blocks) memory.give(block);
  memory.trim();
  const one = memory.take(8192);
  memory.give(one);
  memory.trim();
  const buffers = new Set(blocks.map(({ buffer }) => buffer));
  expect([memory.take(8192), memory.take(8192)].filter(({ buffer }) => buffers.has(buffer))).toHaveLength(1);
});

test("no more than 128 MB are kept", () => {
  const memory = new BlockMemory();
  const take = (): ArrayBufferLike[] => Array.from({ length: 5 }, () => memory.take(32 << 20).buffer);
  const first = take();
  for (const buffer of first) memory.give(new Uint8Array(buffer));
  expect(new Set(take()).intersection(new Set(first)).size).toBe(4);
});

test("small blocks, and memory that is not its own, are left alone", () => {
  const memory = new BlockMemory();
  expect(memory.take(100)).toHaveLength(100);
  const [small, other] = [new Uint8Array(100), new Uint8Array(5000)];
  memory.give(small);
  memory.give(other);
  expect([small.length, other.length]).toEqual([100, 5000]);
});
