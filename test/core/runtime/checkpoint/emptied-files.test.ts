import fc from "fast-check";
import { expect, test } from "vitest";
import { emptiedFiles } from "../../../../core/runtime/checkpoint/emptied-files.ts";
import type { Place } from "../../../../core/runtime/checkpoint/state-file.ts";

const place = (file: string, length: number): Place => ({ file, at: 0, length, sums: [0, 0] });

test("files that are left hold at most twice what is needed of all, and are few", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ needed: fc.integer({ min: 1, max: 100 }), more: fc.integer({ min: 0, max: 1000 }) }), {
        maxLength: 60,
      }),
      (files) => {
        const known = new Map([["state", new Map(files.map(({ needed }, at) => [at, place(`${at}`, needed)]))]]);
        const sizes = new Map(files.map(({ needed, more }, at) => [`${at}`, needed + more]));
        const emptied = emptiedFiles(known, sizes);
        const left = files.filter((_, at) => !emptied.has(`${at}`));
        const moved = files.filter((_, at) => emptied.has(`${at}`)).reduce((sum, { needed }) => sum + needed, 0);
        const held = left.reduce((sum, { needed, more }) => sum + needed + more, moved);
        const needed = files.reduce((sum, file) => sum + file.needed, 0);
        expect(held).toBeLessThanOrEqual(2 * needed);
        expect(left.length).toBeLessThanOrEqual(24);
      },
    ),
  );
});

test("nothing is written anew while most of what is there is needed", () => {
  const known = new Map([
    [
      "state",
      new Map([
        [1, place("a", 60)],
        [2, place("b", 60)],
      ]),
    ],
  ]);
  expect(
    emptiedFiles(
      known,
      new Map([
        ["a", 100],
        ["b", 100],
      ]),
    ),
  ).toEqual(new Set());
});
