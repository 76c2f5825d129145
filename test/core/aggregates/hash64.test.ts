import { expect, test } from "vitest";
import { hash64 } from "../../../core/aggregates/hash64.ts";

function hashOf(value: unknown): string {
  const hash = new Uint32Array(2);
  hash64(value, hash);
  return [...hash].map((word) => word.toString(16).padStart(8, "0")).join("");
}

test("a hash is the same in every run, version and runtime, since checkpoints hold what was made of it", () => {
  expect([0, 1, 0.5, "", "a", "millrace", true, 1n, new Date(0), [1, "a"]].map(hashOf)).toMatchInlineSnapshot(`
    [
      "46f778134679ca39",
      "25b78b1ad001657b",
      "704dafb21e3088a4",
      "8187ff8dde734c95",
      "326074c26611e265",
      "e5834bc2ce55d0a9",
      "0baac5f11767dbf7",
      "c7a8f34ee82a6ef6",
      "dbe9577000c8e201",
      "3b287d88536377da",
    ]
  `);
});

test("equal values have equal hashes: −0 and 0, any NaN, Dates of one time", () => {
  expect(hashOf(-0)).toBe(hashOf(0));
  expect(hashOf(Number.NaN)).toBe(hashOf(-Number.NaN));
  expect(hashOf(new Date(7))).toBe(hashOf(new Date(7)));
});

test("values of different kinds have different hashes", () => {
  expect(new Set([1, 1n, "1", true, "true", [1]].map(hashOf)).size).toBe(6);
});

test("each bit of the hashes of consecutive values is 1 half of the time", () => {
  for (const valueAt of [(at: number) => at, (at: number) => at * 65536, (at: number) => `row ${at}`]) {
    const ones = new Float64Array(64);
    const hash = new Uint32Array(2);
    for (let at = 0; at < 20_000; at++) {
      hash64(valueAt(at), hash);
      for (let bit = 0; bit < 64; bit++) ones[bit]! += (hash[bit >> 5]! >>> (bit & 31)) & 1;
    }
    for (const count of ones) expect(Math.abs(count / 20_000 - 0.5)).toBeLessThan(0.018);
  }
});
