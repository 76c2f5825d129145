import { tableFromIPC } from "apache-arrow";
import * as aq from "arquero";
import * as dfd from "danfojs";
import pl from "nodejs-polars";
import { expect, test } from "vitest";
import { fromArquero, fromDanfo, toArquero, toDanfo } from "../../connectors/arrow/mod.ts";
import { from, fromColumns, schema, Table } from "../../core/mod.ts";

const trips = {
  id: Int32Array.of(1, 2, 3, 4),
  km: Float64Array.of(4.5, 9, 1.25, 7),
  to: ["Kent", null, "Bend", "Kent"],
  at: [0, 1, 2, 3].map((day) => new Date(day * 86_400_000)),
  tags: [["a"], [], ["b", "c"], null],
};

test("a table of Arquero is a dataset", async () => {
  const table = aq.table(trips);
  expect([...(await fromArquero<object>(table).collect())]).toEqual(table.objects());
});

test("of a table of Arquero that is filtered and ordered, the rows it shows, in its order", async () => {
  const table = aq
    .table(trips)
    .filter((d: { km: number }) => d.km > 4)
    .orderby(aq.desc("km"));
  expect([
    ...(await fromArquero<{ id: number }>(table)
      .map((row) => row.id)
      .collect()),
  ]).toEqual([2, 4, 1]);
});

test("a table of Arquero that was derived is read as it is", async () => {
  const table = aq
    .table(trips)
    .derive({ miles: (d: { km: number }) => d.km * 2 })
    .select("id", "miles");
  expect([...(await fromArquero<object>(table).collect())]).toEqual([
    { id: 1, miles: 9 },
    { id: 2, miles: 18 },
    { id: 3, miles: 2.5 },
    { id: 4, miles: 14 },
  ]);
});

test("a dataset becomes a table of Arquero: numbers typed arrays, rows the same", async () => {
  const dataset = fromColumns(trips);
  const table = await toArquero(dataset, aq);
  expect(table.objects()).toEqual([...(await dataset.collect())]);
  expect(table.data().id).toEqual(trips.id);
  expect(table.data().km).toEqual(trips.km);
  expect(
    table
      .groupby("to")
      .rollup({ km: (d: { km: number }) => aq.op.sum(d.km) })
      .objects(),
  ).toEqual([
    { to: "Kent", km: 11.5 },
    { to: null, km: 9 },
    { to: "Bend", km: 1.25 },
  ]);
});

test("many batches with absent numbers join to one column each", async () => {
  const typed = schema({ id: "int64", x: "float64" });
  const rows = Array.from({ length: 1000 }, (_, id) => ({ id, x: id === 700 ? null : id / 2 }));
  const dataset = from(rows as { id: number; x: number }[], { schema: typed });
  const table = await toArquero(
    dataset.filter((row) => row.id % 2 === 0),
    aq,
  );
  expect(table.numRows()).toBe(500);
  expect(table.objects()).toEqual(rows.filter(({ id }) => id % 2 === 0));
});

test("rows whose batches have other columns have nothing there", async () => {
  const rows = [...Array.from({ length: 9000 }, (_, a) => ({ a })), { a: 1, b: "late" }] as object[];
  const table = await toArquero(from(rows), aq);
  expect([table.numRows(), table.get("b", 0), table.get("b", 9000)]).toEqual([9001, null, "late"]);
});

test("what is no table, or no package, is refused with what to give", async () => {
  expect(() => fromArquero({} as never)).toThrow(/must be one of its tables: got an object.*aq\.table/s);
  await expect(toArquero(from([{ a: 1 }]), undefined as never)).rejects.toThrow(/npm install arquero/);
});

test("a frame of danfojs is a dataset", async () => {
  const frame = new dfd.DataFrame({
    id: [1, 2, 3],
    km: [4.5, Number.NaN, 1],
    to: ["Kent", "Bend", "Kent"],
    ok: [true, false, true],
  });
  expect([...(await fromDanfo<object>(frame).collect())]).toEqual([
    { id: 1, km: 4.5, to: "Kent", ok: true },
    { id: 2, km: Number.NaN, to: "Bend", ok: false },
    { id: 3, km: 1, to: "Kent", ok: true },
  ]);
});

test("what danfojs has sorted and cut is read as it shows it", async () => {
  const frame = new dfd.DataFrame({ id: [1, 2, 3], km: [4, 9, 1] }).sortValues("km", { ascending: false }).head(2);
  expect([...(await fromDanfo<object>(frame).collect())]).toEqual([
    { id: 2, km: 9 },
    { id: 1, km: 4 },
  ]);
});

test("a dataset becomes a frame of danfojs, which counts with it", async () => {
  const dataset = fromColumns({ id: trips.id, km: trips.km, to: ["Kent", "Bend", "Bend", "Kent"] });
  const frame = await toDanfo(dataset, dfd);
  expect(frame.shape).toEqual([4, 3]);
  expect(frame.dtypes).toEqual(["int32", "float32", "string"]);
  expect(dfd.toJSON(frame.groupby(["to"]).col(["km"]).sum())).toEqual([
    { to: "Kent", km_sum: 11.5 },
    { to: "Bend", km_sum: 10.25 },
  ]);
  expect([...(await fromDanfo<object>(frame).collect())]).toEqual([...(await dataset.collect())]);
});

test("columns that are called as what a frame of danfojs is made of are told, others are read again", async () => {
  for (const name of ["columns", "constructor", "$columns", "$config", "$dtypes", "$index"]) {
    const made = toDanfo(from([{ [name]: 1 }]), dfd).then(() => "made", String);
    expect(await made).toContain(
      `must not be called as what a frame is made of: got "${name}"; give it another name by map`,
    );
  }
  const rows = [{ shape: 1, values: 2, index: 3, head: 4, size: 5, "": 6 }];
  expect(await fromDanfo(await toDanfo(from(rows), dfd)).collect()).toEqual(rows);
});

test("without danfojs, and of what is no frame, the error says what to give", async () => {
  expect(() => fromDanfo({ columns: ["a"] } as never)).toThrow(/must be a DataFrame.*new dfd\.DataFrame/s);
  await expect(toDanfo(from([{ a: 1 }]), {} as never)).rejects.toThrow(/npm install danfojs/);
});

test("a collected table goes out to the real packages", async () => {
  const table = new Table([
    { city: "Kent", km: 4.5 },
    { city: "Bend", km: 9 },
  ]);
  expect((await table.toArquero(aq)).objects()).toEqual(table.toObjects());
  expect((await table.toDanfo(dfd)).shape).toEqual([2, 2]);
  const frame = await table.toPolars(pl);
  expect(frame.toRecords()).toEqual(table.toObjects());
  expect((await table.toArrow(tableFromIPC)).toArray().map((row) => row.toJSON())).toEqual(table.toObjects());
});
