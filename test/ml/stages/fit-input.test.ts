import { expect, test } from "vitest";
import { from, schema, vector } from "../../../core/mod.ts";
import type { FitInput, FitProgress } from "../../../ml/mod.ts";
import { fitInput } from "../../../ml/stages/fit-input.ts";

const typed = schema({ n: "int32", at: vector(2), name: "string", maybe: "float64" });
const rowsOf = (count: number): { n: number; at: number[]; name: string; maybe: number | null }[] =>
  Array.from({ length: count }, (_, n) => ({ n, at: [n, -n], name: `r${n}`, maybe: n % 3 === 0 ? null : n }));

let reads = 0;
const counted = from(
  {
    *[Symbol.iterator]() {
      reads++;
      yield* rowsOf(5000);
    },
  },
  { schema: typed as never },
);

interface Seen {
  readonly sizes: number[];
  readonly rows: unknown[];
}

async function seenIn(input: FitInput): Promise<Seen> {
  const seen: Seen = { sizes: [], rows: [] };
  await input.pass((batch) => {
    seen.sizes.push(batch.rowCount);
    const { data } = batch.vectors("at");
    const [numbers, names, maybe] = [batch.numbers("n"), batch.values("name"), batch.numbers("maybe")];
    expect(batch.firstRow).toBe(seen.rows.length);
    for (let row = 0; row < batch.rowCount; row++)
      seen.rows.push({
        n: numbers[row],
        at: [data[2 * row], data[2 * row + 1]],
        name: names[row],
        maybe: batch.isAbsent("maybe", row) ? null : maybe[row],
      });
  });
  return seen;
}

const columns = ["n", "at", "name", "maybe"];

test("rows come in blocks of 1024 in their order, whatever the batches are", async () => {
  for (const batchRows of [8192, 4096, 2048, 1000, 700, 64]) {
    const input = fitInput("x", counted, columns, { passes: "several", run: { batchRows } });
    const { sizes, rows } = await seenIn(input);
    expect(sizes).toEqual([1024, 1024, 1024, 1024, 904]);
    expect(rows).toEqual(rowsOf(5000));
    expect((await seenIn(input)).rows).toEqual(rows);
  }
});

test("later passes read what was kept, or the dataset again where that would be too large", async () => {
  const passes = async (options: {
    readonly memoryBytes?: number;
    readonly passes: "one" | "several";
  }): Promise<number> => {
    reads = 0;
    const input = fitInput("x", counted, columns, options);
    const [first, second, third] = [await seenIn(input), await seenIn(input), await seenIn(input)];
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    return reads;
  };
  expect(await passes({ passes: "several" })).toBe(1);
  expect(await passes({ passes: "several", memoryBytes: 50_000 })).toBe(3);
  expect(await passes({ passes: "one" })).toBe(3);
});

test("progress is told at the end of each pass and where the estimator does", async () => {
  const told: FitProgress[] = [];
  const input = fitInput("x", counted, ["n"], { passes: "several", onProgress: (progress) => told.push(progress) });
  await input.pass(() => undefined);
  input.report({ loss: 0.5 });
  await input.pass(() => undefined);
  expect(told).toEqual([
    { stage: "x", passes: 1, rows: 5000 },
    { stage: "x", passes: 1, rows: 5000, loss: 0.5 },
    { stage: "x", passes: 2, rows: 5000 },
  ]);
});

test("a signal stops a pass over what was kept", async () => {
  const stop = new AbortController();
  const input = fitInput("x", counted, ["n"], { passes: "several", signal: stop.signal });
  await input.pass(() => undefined);
  stop.abort(new Error("enough"));
  await expect(input.pass(() => undefined)).rejects.toThrow("enough");
});

test("data that never ends is refused with what to do", () => {
  const endless = from(
    (async function* () {
      yield { n: 1 };
    })(),
    { boundedness: "unbounded" },
  );
  expect(() => fitInput("x", endless, ["n"], { passes: "one" })).toThrow(
    "Cannot fit x as the rows that it learns from must end: got an unbounded dataset; put limit(n) before it",
  );
});

test("what the function throws, the fit rejects with", async () => {
  const input = fitInput("x", counted, ["n"], { passes: "one" });
  await expect(
    input.pass(() => {
      throw new RangeError("no such number");
    }),
  ).rejects.toThrow("no such number");
});

test("blocks that take long let timers have their turn between two of them", async () => {
  const input = fitInput("slow", from(rowsOf(4096), { schema: typed as never }), ["n"], { passes: "several" });
  await input.pass(() => undefined);
  const order: string[] = [];
  const timer = setInterval(() => order.push("timer"), 1);
  await input.pass(() => {
    order.push("block");
    for (const began = performance.now(); performance.now() - began < 60; );
  });
  clearInterval(timer);
  expect(order.filter((one) => one === "block").length).toBe(4);
  for (let at = 1; at < order.length; at++) expect([order[at - 1], order[at]]).toContain("timer");
});
