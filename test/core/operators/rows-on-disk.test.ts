import { test } from "vitest";
import { asOfJoin } from "../../../core/operators/as-of-join.ts";
import { finalRows } from "../../../core/operators/final-rows.ts";
import { topRows } from "../../../core/operators/top-rows.ts";
import { updatingJoin } from "../../../core/operators/updating-join.ts";
import { at, insert, remove } from "../../../core/testing/mod.ts";
import { hows } from "./join-oracle.ts";
import { expectAlikeOnDisk, type Step } from "./much-on-disk.ts";

const byId = { columns: ["id"], names: ["id"] };
const idOf = ({ id }: { id: string }): string => id;

const row = (side: string, n: number) => ({
  id: `key ${(n * 7919) % 900}`,
  [side]: n,
  [`${side}Text`]: `${n} `.repeat(9),
});

/** 900 keys of some 200 bytes and more on either side, of which a tenth go again. */
function changes(): Step[] {
  return Array.from({ length: 20 }, (_, at): Step => {
    const input = (at % 2) as 0 | 1;
    const side = input === 0 ? "left" : "right";
    const coming = Array.from({ length: 100 }, (_, k) => insert(row(side, at * 100 + k)));
    const going = Array.from({ length: at < 2 ? 0 : 10 }, (_, k) => remove(row(side, (at - 2) * 100 + 10 * k)));
    return { input, rows: [...coming, ...going] };
  });
}

test.each(hows)("regular join, %s: rows many times as large as their memory are joined as in memory", (how) => {
  expectAlikeOnDisk(
    {
      operator: () => updatingJoin({ how, keys: [byId, byId], shared: ["id"], changes: [true, true] }),
      exchange: [idOf, idOf],
      steps: changes(),
    },
    100_000,
  );
});

/** 900 keys, each of which comes again and again with other texts. */
const scored = Array.from({ length: 20 }, (_, batch): Step => {
  const scores = Array.from({ length: 150 }, (_, k) => {
    const n = batch * 150 + k;
    return at(n, { id: `key ${(n * 7919) % 900}`, score: (n * 31) % 97, name: `${n} `.repeat(15) });
  });
  return { rows: scores };
});

const taken: readonly Step[] = scored.map((step, batch) => {
  const before = (scored[batch - 2] as { rows: ReturnType<typeof at>[] } | undefined)?.rows ?? [];
  const { rows } = step as { rows: ReturnType<typeof at>[] };
  return {
    rows: [
      ...rows.map(({ value }) => insert(value)),
      ...before.filter((_, k) => k % 9 === 0).map(({ value }) => remove(value)),
    ],
  };
});

const byScore = [{ column: "score", order: "descending" }] as const;
const byTime = [{ time: "event", order: "ascending" }] as const;

test.each([
  ["topK of rows that only come", { by: byScore, count: 2, changes: false, emit: "changes", ties: "first" }, scored],
  ["topK of a changelog", { by: byScore, count: 2, changes: true, emit: "changes", ties: "first" }, taken],
  ["topK with a rank", { by: byScore, count: 3, changes: true, emit: "changes", ties: "first", rank: "rank" }, taken],
  ["topK at the end of input", { by: byScore, count: 2, changes: false, emit: "final", ties: "last" }, scored],
  ["deduplicate, the last", { by: byTime, count: 1, changes: false, emit: "changes", ties: "last" }, scored],
  ["deduplicate, the last at the end", { by: byTime, count: 1, changes: false, emit: "final", ties: "last" }, scored],
] as const)("%s: rows many times as large as their memory are ranked as in memory", (_, spec, steps) => {
  const operator = () => topRows({ key: byId, ...spec });
  expectAlikeOnDisk({ operator, exchange: [idOf], steps }, 60_000);
});

/** Prices of 900 keys that change, some of them late or deleted, and orders; event time goes on with every fourth batch. */
const prices = Array.from({ length: 20 }, (_, batch): Step[] => {
  const input = (batch % 2) as 0 | 1;
  const rows = Array.from({ length: 100 }, (_, k) => {
    const n = batch * 100 + k;
    const value = row(input === 0 ? "left" : "right", n);
    const timeMs = n - (n % 13 === 0 ? 90 : 0);
    return input === 1 && n % 17 === 0 ? remove(value, timeMs) : at(timeMs, value);
  });
  return batch % 4 === 3 ? [{ input, rows }, { watermark: batch * 100 - 50 }] : [{ input, rows }];
}).flat();

test.each([
  ["backward", Number.POSITIVE_INFINITY],
  ["backward", 500],
  ["nearest", 500],
  ["forward", Number.POSITIVE_INFINITY],
] as const)(
  "as of, %s within %s ms: versions and rows that wait many times as large as their memory are as in memory",
  (direction, toleranceMs) => {
    const spec = { keys: [byId, byId], how: "left", direction, toleranceMs, shared: ["id"] } as const;
    const operator = () => asOfJoin(spec);
    expectAlikeOnDisk({ operator, exchange: [idOf, idOf], steps: prices, memoryBytes: 16_384 }, 30_000);
  },
);

test("a row that waits for a nearer version, and is put away when one has come, has it once event time says so", () => {
  const steps = ["one", "two", "three"].flatMap((id, n): Step[] => [
    { input: 0, rows: [at(1000 * n + 665, { id, left: n })] },
    { watermark: 1000 * n + 754 },
    { input: 1, rows: [at(1000 * n + 607, { id, right: 607 })] },
    { input: 0, rows: [at(1000 * n + 800, { id: `other ${n}`, left: n })] },
    { watermark: 1000 * n + 838 },
    { input: 1, rows: [at(1000 * n + 708, { id, right: 708 })] },
  ]);
  const spec = { how: "inner", direction: "nearest", toleranceMs: Number.POSITIVE_INFINITY, shared: ["id"] } as const;
  const operator = () => asOfJoin({ ...spec, keys: [byId, byId] });
  expectAlikeOnDisk({ operator, exchange: [idOf, idOf], steps, memoryBytes: 1 }, 0);
});

test("what is left of a changelog many times as large as its memory is as in memory", () => {
  const steps = changes().map((step): Step => ({ rows: (step as { rows: ReturnType<typeof at>[] }).rows }));
  expectAlikeOnDisk({ operator: () => finalRows(byId), exchange: [idOf], steps }, 100_000);
});
