import { expect, test } from "vitest";
import { recycledMemory } from "../../../../connectors/files/text/recycled-memory.ts";

test("memory has at least the bytes that are asked for, and nobody shares it", () => {
  const taken = [1, 4095, 4097, 100_000, 2_000_000, 5_000_000].map((sizeBytes) => {
    const bytes = recycledMemory.take(sizeBytes);
    expect(bytes.length).toBeGreaterThanOrEqual(sizeBytes);
    expect(bytes.length).toBeLessThanOrEqual(Math.max(2 ** 13, sizeBytes * 1.25));
    return bytes;
  });
  expect(new Set(taken.map(({ buffer }) => buffer)).size).toBe(taken.length);
});

test("memory is used again once nobody holds its bytes, and only then", async () => {
  const held = recycledMemory.take(2 ** 20).fill(7);
  recycledMemory.giveBack(held);
  const seen = new Set<ArrayBufferLike>();
  let again = false;
  for (let round = 0; round < 2000 && !again; round++) {
    const bytes = recycledMemory.take(2 ** 20);
    again = seen.has(bytes.buffer);
    seen.add(bytes.buffer);
    bytes.fill(1);
    recycledMemory.giveBack(bytes);
    // The collector tells between tasks.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(again).toBe(true);
  expect(held.every((byte) => byte === 7)).toBe(true);
});

test("memory that is put back serves the next who asks", () => {
  const bytes = recycledMemory.take(3_000_000);
  recycledMemory.putBack(bytes);
  expect(recycledMemory.take(3_000_000).buffer).toBe(bytes.buffer);
  expect(recycledMemory.take(3_000_000).buffer).not.toBe(bytes.buffer);
});
