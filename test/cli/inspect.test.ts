import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { avro } from "../../connectors/avro/mod.ts";
import { csv } from "../../connectors/csv/mod.ts";
import { jsonLines } from "../../connectors/json-lines/mod.ts";
import { parquet } from "../../connectors/parquet/mod.ts";
import { from, job, schema, state, writeState } from "../../core/mod.ts";
import { assemble, pipeline, standardScaler } from "../../ml/mod.ts";
import { commandLine } from "./command-line.ts";

const cli = commandLine();

const rows = Array.from({ length: 200 }, (_, n) => ({
  n,
  city: n % 4 === 3 ? null : ["Kent", "Bend", "Öst\u001b[31m"][n % 4]!,
  at: Date.UTC(2026, 0, 1) + n * 1000,
}));
const typed = from(rows, { schema: schema({ n: "int32", city: "string", at: "timestamp" }) });

test("inspect shows columns, statistics and first rows of files of every format and of folders", async () => {
  const place = (name: string): string => join(cli.folder, name);
  const folder = { parquet: place("folder") };
  await typed.sinkTo(parquet(place("a.parquet"))).run();
  await typed.sinkTo(csv(place("a.csv.gz"))).run();
  await typed.sinkTo(jsonLines(place("a.jsonl"))).run();
  await typed.sinkTo(avro(place("a.avro"))).run();
  await typed.sinkTo(parquet(folder.parquet, { partitionBy: ["city"] } as never)).run();
  const found = await Promise.all(
    ["a.parquet", "a.csv.gz", "a.jsonl", "a.avro", "folder"].map((name) => cli.millrace("inspect", name, "--json")),
  );
  for (const [at, { code, out, err }] of found.entries()) {
    expect([code, err]).toEqual([0, ""]);
    const { kind, rows: count, rowsInspected, columns, head } = JSON.parse(out);
    expect([kind, count, rowsInspected]).toEqual([["parquet", "csv", "jsonl", "avro", "parquet"][at], 200, 200]);
    expect(columns.find(({ column }: { column: string }) => column === "n")).toMatchObject({
      values: 200,
      nulls: 0,
      min: 0,
      max: 199,
      mean: 99.5,
    });
    expect(columns.find(({ column }: { column: string }) => column === "city")).toMatchObject({
      values: 150,
      nulls: 50,
      distinct: 3,
      mean: null,
    });
    expect(head).toHaveLength(5);
  }
  const text = await cli.millrace("inspect", "a.parquet", "--head", "2");
  expect(text.out).toMatch(
    /^a\.parquet: parquet, 200 rows, 3 columns, [\d,]+ bytes\n\ncolumns; distinct values are estimated\n/,
  );
  expect(text.out).toContain("2026-01-01 00:00:01");
  expect(text.out).toMatch(/2 rows × 3 columns\n$/);
  expect(text.out).not.toContain("\u001b");
}, 120_000);

test("inspect shows every column, however many there are", async () => {
  const wide = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`column${n}`, n]));
  await from([wide])
    .sinkTo(csv(join(cli.folder, "wide.csv")))
    .run();
  const { out } = await cli.millrace("inspect", "wide.csv");
  for (let n = 0; n < 40; n++) expect(out).toMatch(new RegExp(`^column${n} +int64 `, "m"));
});

test("inspect says one row of one", async () => {
  await from([{ n: 1 }])
    .sinkTo(csv(join(cli.folder, "one.csv")))
    .run();
  expect((await cli.millrace("inspect", "one.csv")).out).toMatch(/^one\.csv: csv, 1 row, 1 column, 4 bytes\n/);
});

test("inspect looks at as many rows as it is told", async () => {
  await typed.sinkTo(csv(join(cli.folder, "b.csv"))).run();
  const some = await cli.millrace("inspect", "b.csv", "--rows", "10");
  expect(some.out).toMatch(/^b\.csv: csv, .*rows, 3 columns/);
  expect(some.out).toContain("columns of the first 10 rows (--rows all for all); distinct values are estimated\n");
  const all = JSON.parse((await cli.millrace("inspect", "b.csv", "--rows", "all", "--json")).out);
  expect([all.rows, all.rowsInspected]).toEqual([200, 200]);
});

test("inspect shows what a savepoint and a saved model hold", async () => {
  const counts = job("counts", () =>
    from(["Kent"])
      .keyBy((city) => city)
      .process(
        { state: { seen: state.value({ schema: schema({ times: "int32" }) }) }, row: () => [] },
        { name: "count" },
      )
      .discard(),
  );
  const kept = [{ state: "seen", key: "Kent", pane: null, name: null, value: { times: 7 }, updated: null }];
  await writeState(join(cli.folder, "sp"), counts, { count: from(kept) });
  const points = from([
    { a: 1, b: 2 },
    { a: 3, b: 6 },
  ]);
  await (await pipeline([assemble(["a", "b"]), standardScaler()]).fit(points)).save(join(cli.folder, "model"));
  const [savepoint, asData, model] = await Promise.all([
    cli.millrace("inspect", "sp"),
    cli.millrace("inspect", "sp", "--json"),
    cli.millrace("inspect", "model"),
  ]);
  expect(savepoint.out).toMatch(
    /^\S+savepoint-1\.manifest: a savepoint of counts, taken \S+Z, [\d,]+ bytes of state\n/,
  );
  expect(savepoint.out).toMatch(/count +seen +keyed +1 +\d+ +times/);
  expect(JSON.parse(asData.out)).toMatchObject({
    job: "counts",
    states: [{ step: "count", state: "seen", fields: ["times"] }],
    sources: [],
  });
  expect(model.out).toMatch(/a saved model\n\npipeline\n {2}assemble\n/);
  expect(model.out).toContain("mean: 2 of Float64Array: 2, 4\n");
});

test("what cannot be inspected is told with what to do", async () => {
  cli.write("odd.bin", "x");
  cli.write("no.parquet", "this is no Parquet");
  const [none, odd, absent, as, broken, rowsText] = await Promise.all([
    cli.millrace("inspect"),
    cli.millrace("inspect", "odd.bin"),
    cli.millrace("inspect", "absent"),
    cli.millrace("inspect", "odd.bin", "--as", "excel"),
    cli.millrace("inspect", "no.parquet"),
    cli.millrace("inspect", "no.parquet", "--rows", "many"),
  ]);
  expect([none.code, odd.code, absent.code, as.code, broken.code, rowsText.code]).toEqual([2, 2, 2, 2, 1, 2]);
  expect(none.err).toContain("one file or folder must be named: got none; write millrace inspect trips.parquet");
  expect(odd.err).toContain("say --as parquet, csv, jsonl, avro, arrow, text, savepoint or model");
  await mkdir(join(cli.folder, "mixed"));
  for (const name of ["a.csv", "b.csv", "bad.jsonl"]) await writeFile(join(cli.folder, "mixed", name), "a\n1\n");
  expect((await cli.millrace("inspect", "mixed")).err).toContain(
    'Cannot tell what "mixed" is as its files must be of one kind: got 1 jsonl, 2 csv; name one of them, or say for instance --as',
  );
  expect((await cli.millrace("inspect", "mixed", "--as", "csv")).out).toContain("2 rows");
  expect(absent.err).toContain('Cannot inspect "absent" as there is no such file or folder: check the path');
  expect(as.err).toContain('Cannot take "excel" for --as as it must be one of parquet');
  expect(broken.err).toMatch(/no\.parquet/);
});
