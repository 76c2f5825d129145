import { expect, test } from "vitest";
import { fasterInWasm } from "../../../graph/build/kernel-choice.ts";
import { twinNames } from "../../../graph/build/workspace.ts";

/** A clock by which the best run of a kernel takes so long in WebAssembly, and then in JavaScript, both measured eight times. */
function clockOf(wasmMs: number, javascriptMs: number): { nowMs(): number } {
  let [reads, atMs] = [0, 0];
  return {
    nowMs: () => {
      const [measured, isEnd] = [Math.floor(reads / 16), reads % 2 === 1];
      const isBest = Math.floor(reads / 2) % 8 === 5;
      if (isEnd) atMs += isBest ? (measured % 2 === 0 ? wasmMs : javascriptMs) : 1_000;
      reads++;
      return atMs;
    },
  };
}

test("a kernel runs in WebAssembly unless the best of its runs there is longer than in JavaScript by a quarter", () => {
  expect([...fasterInWasm(clockOf(1, 2))]).toEqual(twinNames);
  expect([...fasterInWasm(clockOf(6, 5))]).toEqual(twinNames);
  expect([...fasterInWasm(clockOf(5, 4))]).toEqual([]);
  expect([...fasterInWasm(clockOf(2, 1))]).toEqual([]);
});
