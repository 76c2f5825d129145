import { inspect } from "node:util";
import { expect, test } from "vitest";
import { count, from } from "../../../core/mod.ts";

const trips = from([{ city: "Kent <1>", km: 4 }]);

async function shown(value: object): Promise<Record<string, string>> {
  const show = (value as Record<symbol, () => Promise<Record<string, string>>>)[Symbol.for("Jupyter.display")]!;
  return show.call(value);
}

test("a notebook shows the plan of a dataset, and nothing runs", async () => {
  let calls = 0;
  const long = trips.filter((trip) => ++calls > 0 && trip.km > 3, { name: "long <ones>" });
  const bundle = await shown(long);
  expect(bundle["text/plain"]).toMatch(/^long <ones>\n.*\n└─ source array of 1/s);
  expect(bundle["text/html"]).toContain(">long &lt;ones&gt;</span>");
  expect(calls).toBe(0);
});

test("of a dataset by key the key stands above its plan, of an output its sinks", async () => {
  expect((await shown(trips.keyBy("city")))["text/plain"]).toMatch(/^by key city\n└─ source array of 1\n/);
  expect((await shown(trips.discard()))["text/plain"]).toMatch(/^sink discard\n/);
});

test("a plan that cannot be is told as an error, as a run of it would be", async () => {
  const wrong = trips.keyBy("citi" as "city").aggregate({ trips: count() });
  await expect(shown(wrong)).rejects.toThrow(/Cannot read column "citi" .* did you mean "city"\?/);
});

test("a console prints a line, not the objects of a plan", () => {
  const name = 'of "array of 1"';
  expect(inspect(trips)).toBe(
    `Dataset ${name}: not run; show() prints its rows, toTable() collects them, explain() tells its plan`,
  );
  expect(inspect(trips.keyBy((trip) => trip.km))).toMatch(
    /^KeyedDataset of "array of 1" by key: not run; say what to make/,
  );
  expect(inspect(trips.discard())).toBe("Output into discard: not run; run() runs it, explain() tells its plan");
  expect(inspect(trips.union(trips))).toMatch(/^Dataset of "union": not run/);
});
