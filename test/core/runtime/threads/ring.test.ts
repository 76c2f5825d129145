import fc from "fast-check";
import { expect, test } from "vitest";
import { largestEntry, RingReader, RingWriter, ringBuffers } from "../../../../core/runtime/threads/ring.ts";

/** Entries of eight bytes and more: the number comes again in each of their words. */
function write(ring: RingWriter, words: number, number: number): boolean {
  const at = ring.reserve(8 * words);
  if (at < 0) return false;
  for (let word = 1; word < words; word++) ring.memory.doubles[(at >> 3) + word] = number;
  ring.memory.ints[(at >> 2) + 1] = number;
  ring.commit();
  return true;
}

function read(ring: RingReader): { words: number; number: number } | undefined {
  const at = ring.next();
  if (at < 0) return undefined;
  const words = ring.memory.ints[at >> 2]! / 8;
  const number = ring.memory.ints[(at >> 2) + 1]!;
  for (let word = 1; word < words; word++) expect(ring.memory.doubles[(at >> 3) + word]).toBe(number);
  return { words, number };
}

const actions = fc.array(
  fc.oneof(
    fc.record({ write: fc.integer({ min: 1, max: 15 }) }),
    fc.constant({ read: 1 as const }),
    fc.constant({ look: 1 as const }),
  ),
  { maxLength: 200 },
);

test("entries of any sizes come out as they went in, however writing and reading take turns", () => {
  fc.assert(
    fc.property(fc.constantFrom(256, 264, 512), actions, (capacity, all) => {
      const buffers = ringBuffers(capacity);
      const [writer, reader] = [new RingWriter(buffers), new RingReader(buffers)];
      const expected: { words: number; number: number }[] = [];
      for (const [number, action] of all.entries()) {
        if ("write" in action) {
          if (write(writer, action.write, number)) expected.push({ words: action.write, number });
          else expect(expected).not.toEqual([]);
        } else {
          expect(read(reader)).toEqual(expected[0]);
          if ("read" in action && expected.shift() !== undefined) reader.release();
        }
      }
      while (expected.length > 0) {
        expect(read(reader)).toEqual(expected.shift());
        reader.release();
      }
      expect(reader.next()).toBe(-1);
    }),
    { numRuns: 500 },
  );
});

test("an empty ring has room for the largest entry wherever its end is", () => {
  const buffers = ringBuffers(256);
  const [writer, reader] = [new RingWriter(buffers), new RingReader(buffers)];
  for (let turn = 0; turn < 64; turn++) {
    expect(write(writer, 1 + (turn % 3), turn)).toBe(true);
    reader.next();
    reader.release();
    expect(write(writer, largestEntry(256) / 8, turn)).toBe(true);
    reader.next();
    reader.release();
  }
});

test("a writer that found no room is told by the release that makes some, once", () => {
  const buffers = ringBuffers(64);
  const [writer, reader] = [new RingWriter(buffers), new RingReader(buffers)];
  const released: boolean[] = [];
  for (let n = 0; n < 7; n++) write(writer, 1, n);
  expect(write(writer, 1, 7)).toBe(false);
  while (reader.next() >= 0) released.push(reader.release());
  expect(released).toEqual([true, false, false, false, false, false, false]);
});
