import { count, type Dataset, from, into } from "millrace";
import { expect, test } from "vitest";
import { deleteFolder, temporaryFolder } from "../../core/platform/mod.ts";

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

test("a row without a prototype is taken back though state on disk has given it one", async () => {
  const row = (at: number, key: string) => ({ at, key, value: 1 });
  const stream = streamOf([
    row(0, "a"),
    row(2, "c"),
    Object.assign(Object.create(null), row(3, "a")),
    row(1000, "c"),
  ]).withEventTime(({ at }) => at, { outOfOrder: 51 });
  const newest = stream.union(stream).deduplicate({ by: "key", keep: "last", orderBy: ({ at }) => `${at}` });
  const rows: Sample[] = [];
  const folder = await temporaryFolder("millrace-found-");
  try {
    await newest
      .keyBy("key")
      .topK(1, "at")
      .sinkTo(into(rows))
      .run({ batchRows: 2, state: { disk: folder, memoryBytes: 2000 }, onWarning: () => undefined });
  } finally {
    await deleteFolder(folder);
  }
  expect(rows.map(({ at, key }) => `${key} ${at}`).sort()).toEqual(["a 3", "c 2"]);
});
