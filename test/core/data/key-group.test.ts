import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeKey, groupsOf, keyGroupOf, keyGroupOfNumber, subtaskOf } from "../../../core/data/key-group.ts";
import { murmur3 } from "../../../core/data/murmur3.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("key groups", () => {
  test("murmur3 gives the published values of its reference implementation (seed 0)", () => {
    const known: [string, number][] = [
      ["", 0],
      ["test", 0xba6bd213],
      ["Hello, world!", 0xc0363e43],
      ["The quick brown fox jumps over the lazy dog", 0x2e4ff723],
    ];
    for (const [text, hash] of known) expect(murmur3(bytesOf(text), 0, bytesOf(text).length)).toBe(hash);
  });

  test("a part of a buffer hashes like the part alone", () => {
    const bytes = bytesOf("xxThe quick brown foxyy");
    expect(murmur3(bytes, 2, bytes.length - 2)).toBe(murmur3(bytesOf("The quick brown fox"), 0, 19));
  });

  test("different texts are different keys, whatever halves of surrogate pairs they hold", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "\ud800", "\udc00", "\ufffd", "\u{10000}"), maxLength: 4 });
    const bytes = (value: unknown): string => encodeKey(value).join();
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(bytes(a) === bytes(b)).toBe(a === b);
        expect(bytes({ city: a, n: 1 }) === bytes({ n: 1, city: b })).toBe(a === b);
        expect(bytes({ [a]: 1 }) === bytes({ [b]: 1 })).toBe(a === b);
      }),
      { numRuns: 500 },
    );
  });

  test("objects without a prototype are the keys that their properties are, in any order", () => {
    const bare = Object.assign(Object.create(null) as object, { b: 2, a: 1 });
    expect(encodeKey(bare)).toEqual(encodeKey({ a: 1, b: 2 }));
  });

  test("every group has one subtask, subtasks own ranges that differ by one group at most", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 128 }), (parallelism) => {
        const owners = Array.from({ length: 128 }, (_, group) => subtaskOf(group, parallelism, 128));
        expect(owners).toEqual(owners.toSorted((a, b) => a - b));
        const sizes = Map.groupBy(owners, (owner) => owner);
        expect(sizes.size).toBe(parallelism);
        const lengths = [...sizes.values()].map(({ length }) => length);
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("the groups of a subtask are those that it owns", () => {
    for (const parallelism of [1, 2, 3, 5, 7, 128]) {
      for (let subtask = 0; subtask < parallelism; subtask++) {
        const { from, to } = groupsOf(subtask, parallelism, 128);
        const owned = Array.from({ length: 128 }, (_, group) => group).filter(
          (group) => subtaskOf(group, parallelism, 128) === subtask,
        );
        expect(owned).toEqual(Array.from({ length: to - from }, (_, at) => from + at));
      }
    }
  });

  test("the group of a number is that of its encoded bytes", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constantFrom(-0, 2 ** 31, -(2 ** 31))),
        (key) => {
          expect(keyGroupOfNumber(key, 128)).toBe(keyGroupOf(encodeKey(key), 128));
        },
      ),
    );
  });

  test("equal keys are in one group, whatever way they were written", () => {
    expect(encodeKey({ a: -0, b: [1] })).toEqual(encodeKey({ b: [1], a: 0 }));
    const groups = new Set(Array.from({ length: 1000 }, (_, n) => keyGroupOf(encodeKey(`key ${n}`), 128)));
    expect(groups.size).toBeGreaterThan(120);
  });
});
