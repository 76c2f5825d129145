import { deepEqual, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import { arrow, fromArrow, fromPolars, toArrow, toPolars } from "../../connectors/arrow/mod.ts";
import { from, list, schema } from "../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../core/platform/mod.ts";

const typed = schema({ id: "int64", big: "bigint", x: "float64", name: "string", ok: "boolean", tags: list("string") });
const rows = Array.from({ length: 2000 }, (_, i) => ({
  id: i,
  big: 2n ** 60n + BigInt(i),
  x: i / 4,
  name: i % 3 === 0 ? "größe" : `row ${i}`,
  ok: i % 2 === 0,
  tags: i % 4 === 0 ? [] : ["a", `b${i}`],
}));

for (const compression of ["none", "lz4", "zstd"] as const) {
  for (const name of ["all.arrow", "all.arrows"]) {
    test(`${name} packed by ${compression} is written and read again, through a filter`, async () => {
      const folder = await temporaryFolder("millrace-arrow-");
      try {
        await from(rows, { schema: typed })
          .sinkTo(arrow(`${folder}/${name}`, { compression }))
          .run({ batchRows: 300 });
        const read = from(arrow<(typeof rows)[number]>(`${folder}/${name}`));
        deepEqual([...(await read.collect())], rows);
        const some = await read
          .filter((row) => row.x > 499)
          .map((row) => ({ id: row.id, name: row.name }))
          .collect();
        deepEqual(
          [...some],
          rows.slice(1997).map(({ id, name: text }) => ({ id, name: text })),
        );
      } finally {
        await deleteFolder(folder);
      }
    });
  }
}

test("bytes of Arrow go out of a dataset and come back", async () => {
  const bytes = await toArrow(from(rows, { schema: typed }), (stream) => stream);
  deepEqual([...(await fromArrow<(typeof rows)[number]>(bytes).collect())], rows);
  await rejects(async () => fromArrow(bytes.subarray(0, 2000)).collect(), /its end within the batch/);
});

test("a frame of polars is made of a dataset and read again", async () => {
  const { default: pl } = await import("nodejs-polars");
  const frame = await toPolars(from(rows, { schema: typed }), pl);
  deepEqual(frame.height, 2000);
  const read = await fromPolars<(typeof rows)[number]>(frame, { int64: "bigint" })
    .map((row) => row.name)
    .collect();
  deepEqual(
    [...read],
    rows.map(({ name }) => name),
  );
  match(String(frame.columns), /id,big,x,name,ok,tags/);
});
