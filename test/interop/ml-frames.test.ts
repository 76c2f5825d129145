import { Field, FixedSizeList, Float64, makeData, Table, tableFromIPC, Vector, vectorFromArray } from "apache-arrow";
import * as aq from "arquero";
import * as dfd from "danfojs";
import pl from "nodejs-polars";
import { expect, test } from "vitest";
import {
  fromArquero,
  fromArrow,
  fromDanfo,
  fromPolars,
  toArquero,
  toArrow,
  toDanfo,
  toPolars,
} from "../../connectors/arrow/mod.ts";
import { type Dataset, from } from "../../core/mod.ts";
import {
  assemble,
  gradientBoostingRegressor,
  logisticRegression,
  pipeline,
  standardScaler,
  stringIndexer,
} from "../../ml/mod.ts";

// A frame of another library is fitted to and answered, and the answers are a frame of it again: the same as of plain rows.

interface Flight {
  readonly carrier: string;
  readonly miles: number;
  readonly hour: number;
  readonly label: number;
}

const flights: Flight[] = Array.from({ length: 200 }, (_, at) => {
  const [hour, miles] = [(at * 7) % 24, 100 + ((at * 137) % 900)];
  return { carrier: ["AA", "UA", "DL"][at % 3]!, miles, hour, label: hour + miles / 100 + (at % 3) > 16 ? 1 : 0 };
});
const columns = {
  carrier: flights.map(({ carrier }) => carrier),
  miles: flights.map(({ miles }) => miles),
  hour: flights.map(({ hour }) => hour),
  label: flights.map(({ label }) => label),
};
const late = pipeline([
  stringIndexer("carrier"),
  assemble(["carrierIndex", "miles", "hour"]),
  standardScaler(),
  logisticRegression(),
]);

/** The rows with what is asked of them, but without vectors, for which danfojs has no column. */
async function answered(
  rows: Dataset<Flight>,
): Promise<Dataset<{ carrier: string; prediction: number; share: number }>> {
  const model = await late.fit(rows);
  return model
    .transform(rows)
    .map((row) => ({ carrier: row.carrier, prediction: row.prediction, share: row.probability[1]! }));
}

const wanted = await (await answered(from(flights))).collect();

test("a table of Arquero", async () => {
  const table = await toArquero(await answered(fromArquero<Flight>(aq.table(columns))), aq);
  expect(table.objects()).toEqual(wanted);
  const filtered = aq.table(columns).filter((d: Flight) => d.hour > 6);
  const some = await (await answered(fromArquero<Flight>(filtered))).collect();
  expect(some.length).toBe(flights.filter(({ hour }) => hour > 6).length);
});

test("a frame of danfojs", async () => {
  const frame = await toDanfo(await answered(fromDanfo<Flight>(new dfd.DataFrame(columns))), dfd);
  expect(dfd.toJSON(frame, { format: "column" })).toEqual(wanted);
  // What danfojs computes is fitted to, as it is.
  const late = new dfd.DataFrame(columns).query(new dfd.DataFrame(columns).column("hour").gt(6) as never);
  const some = await (await answered(fromDanfo<Flight>(late))).collect();
  expect(some.length).toBe(flights.filter(({ hour }) => hour > 6).length);
});

test("a frame of polars, vectors as its lists", async () => {
  const read = fromPolars<Flight>(pl.DataFrame(columns));
  const frame = await toPolars(await answered(read), pl);
  expect(frame.toRecords()).toEqual(wanted);
  const model = await late.fit(read);
  const whole = (await toPolars(model.transform(read), pl)).toRecords() as { probability: number[] }[];
  whole.forEach(({ probability }, at) => expect(probability[1]).toBeCloseTo(wanted[at]!.share, 15));
});

test("a table of Arrow, vectors as lists of one size, both ways", async () => {
  const table = new Table({
    carrier: vectorFromArray(columns.carrier),
    miles: vectorFromArray(columns.miles),
    hour: vectorFromArray(columns.hour),
    label: vectorFromArray(columns.label),
  });
  const read = fromArrow<Flight>(table as never);
  expect(await (await answered(read)).collect()).toEqual(wanted);
  const model = await late.fit(read);
  const answers = await toArrow(model.transform(read), tableFromIPC);
  expect(String(answers.schema.fields.find(({ name }) => name === "probability")!.type)).toBe(
    "FixedSizeList[2]<Float64>",
  );

  const values = Float64Array.from(flights.flatMap(({ miles, hour }) => [miles, hour]));
  const child = makeData({ type: new Float64(), data: values, length: values.length, nullCount: 0 });
  const type = new FixedSizeList(2, new Field("item", new Float64()));
  const features = new Vector([makeData({ type, child, length: flights.length, nullCount: 0 })]);
  const vectors = new Table({ features, label: vectorFromArray(columns.label) });
  const rows = fromArrow<{ features: Float64Array; label: number }>(vectors as never);
  const booster = gradientBoostingRegressor();
  const got = await (await booster.fit(rows)).transform(rows).collect();
  const plain = from(flights.map(({ miles, hour, label }) => ({ features: [miles, hour], label })));
  const same = await (await booster.fit(plain)).transform(plain).collect();
  expect(got.map(({ prediction }) => prediction)).toEqual(same.map(({ prediction }) => prediction));
});
