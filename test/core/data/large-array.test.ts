import { expect, test } from "vitest";
import { zeros } from "../../../core/data/large-array.ts";

test("zeros are of the kind of another array, whatever their number", () => {
  for (const like of [new Float64Array(1), new Int32Array(1), new Uint8Array(1)]) {
    for (const length of [0, 3, 2 ** 19 / like.BYTES_PER_ELEMENT]) {
      const made = zeros(like, length);
      expect(Object.getPrototypeOf(made)).toBe(Object.getPrototypeOf(like));
      expect([made.length, made.some((value) => value !== 0)]).toEqual([length, false]);
    }
  }
});

test("only large arrays are in memory that collections do not count", () => {
  const sharedAt = [1, 2 ** 16 - 1, 2 ** 16].map((length) => zeros(new Float64Array(0), length).buffer);
  expect(sharedAt.map((memory) => memory instanceof SharedArrayBuffer)).toEqual([false, false, true]);
});

test("what large arrays leave behind is collected: V8 is told of them 128 MB at a time", () => {
  const before = process.memoryUsage().external;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let made = 0; made < 2 ** 28; made += 2 ** 23) {
    zeros(new Float64Array(0), 2 ** 20);
    const more = process.memoryUsage().external - before;
    least = Math.min(least, more);
    most = Math.max(most, more);
  }
  expect(least).toBeLessThan(2 ** 26);
  expect(most).toBeGreaterThanOrEqual(2 ** 27);
});
