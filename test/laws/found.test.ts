import { count, type Dataset, from, into } from "millrace";
import { expect, test } from "vitest";

// What random programs have found, each as small as it became.

interface Sample {
  readonly at: number;
  readonly key: string;
}

function streamOf(rows: readonly Sample[]): Dataset<Sample> {
  return from<Sample>({ [Symbol.iterator]: () => rows.values() }, { boundedness: "unbounded" });
}

test("a changelog of columns takes back its rows where objects as they are have come between", async () => {
  const stream = streamOf([
    { at: 0, key: "a" },
    { at: 0, key: "a" },
  ]).withEventTime((row) => row.at);
  const counts = stream
    .keyBy("key")
    .aggregate({ rows: count() })
    .map((row) => ({ at: row.rows, key: row.key }));
  const rows: Sample[] = [];
  await counts.union(stream).keyBy("key").topK(1, "at").sinkTo(into(rows)).run({ batchRows: 1 });
  expect(rows).toEqual([{ at: 2, key: "a" }]);
});
