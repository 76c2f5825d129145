import { expect, test } from "vitest";
import { each, from, type Output, state } from "../../../core/mod.ts";
import { handed } from "./handed-source.ts";

interface Row {
  readonly k: number;
  readonly n: number;
}

const rules = [
  { item: "pear", most: 3 },
  { item: "plum", most: 5 },
];

/** Runs until the sinks have seen what they should; gives up if they never do. */
async function until(output: Output, isDone: () => boolean): Promise<void> {
  const run = output.start();
  run.finished.catch(() => undefined);
  try {
    for (let tries = 0; !isDone(); tries++) {
      if (tries > 5_000) throw new Error("Cannot go on as all rows must come: some source is not read");
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    await run.stop();
  }
}

test("! a broadcast input that ends is read whole before a stream, whatever else is joined behind", async () => {
  const seen: { readonly limits: number }[] = [];
  const stream = handed<Row>();
  stream.give({ k: 1, n: 1 }, { k: 2, n: 2 });
  const limited = from(stream.source)
    .keyBy((row) => row.k)
    .connect(from(rules).broadcast())
    .process({
      broadcastState: { limits: state.map<string, number>() },
      row: (row, { broadcastState }) => [{ ...row, limits: [...broadcastState.limits.keys()].length }],
      broadcast: ({ item, most }, { broadcastState }) => broadcastState.limits.set(item, most),
    })
    .join(
      from([1, 2]).map((k) => ({ k, name: `no ${k}` })),
      { on: "k" },
    )
    .sinkTo(each((row) => void seen.push(row)));
  await until(limited, () => seen.length === 2);
  expect(seen.map(({ limits }) => limits)).toEqual([2, 2]);
});

test("! both sides of a join that ends are read beside a stream that does not", async () => {
  const stream = handed<Row>();
  stream.give({ k: 1, n: 1 });
  const [streamed, joined]: unknown[][] = [[], []];
  const left = from([1, 2, 3]).map((k) => ({ k, left: k }));
  const right = from([2, 3, 4]).map((k) => ({ k, right: k }));
  const both = left
    .join(right, { on: "k" })
    .sinkTo(each((row) => void joined!.push(row)))
    .and(from(stream.source).sinkTo(each((row) => void streamed!.push(row))));
  await until(both, () => streamed!.length === 1 && joined!.length === 2);
  expect(joined).toHaveLength(2);
});
