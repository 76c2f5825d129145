import { expect, test } from "vitest";
import { type ChangeWord, count, type Dataset, each, from, fromChangelog, into, max, sum } from "../../../core/mod.ts";
import { finalContents, harness, type OutputEvent, row } from "../../../core/testing/mod.ts";

interface Person {
  readonly id: number;
  readonly city: string;
}

interface Record {
  readonly op: "c" | "u" | "d";
  readonly before?: Person;
  readonly after?: Person;
}

const records: Record[] = [
  { op: "c", after: { id: 1, city: "Kent" } },
  { op: "c", after: { id: 2, city: "Kent" } },
  { op: "u", before: { id: 1, city: "Kent" }, after: { id: 1, city: "Bend" } },
  { op: "d", before: { id: 2, city: "Kent" } },
];

const byId = fromChangelog({
  change: (record: Record): ChangeWord => (record.op === "d" ? "delete" : "upsert"),
  row: (record: Record) => (record.after ?? record.before) as Person,
  by: "id",
});

test("bounded changes are the rows that are left, for any step and sink", async () => {
  const rows: Person[] = [];
  await from(records)
    .apply(byId)
    .sinkTo(each((person) => void rows.push(person)))
    .run();
  expect(rows).toEqual([{ id: 1, city: "Bend" }]);
});

test("changes of a stream go through aggregates, by which keys come and go", async () => {
  const run = await harness((input: Dataset<Record>) =>
    input
      .apply(byId)
      .keyBy("city")
      .aggregate({ people: count(), newest: max((person) => person.id), ids: sum((person) => person.id) }),
  );
  const seen: unknown[] = [];
  const given: OutputEvent[] = [];
  for (const record of records) {
    await run.send(row(record));
    given.push(...run.output());
    seen.push(finalContents(given));
  }
  expect(seen).toEqual([
    [{ city: "Kent", people: 1, newest: 1, ids: 1 }],
    [{ city: "Kent", people: 2, newest: 2, ids: 3 }],
    [
      { city: "Kent", people: 1, newest: 2, ids: 2 },
      { city: "Bend", people: 1, newest: 1, ids: 1 },
    ],
    [{ city: "Bend", people: 1, newest: 1, ids: 1 }],
  ]);
  await run.close();
});

test("the way back from changelog() gives the changes again", async () => {
  const changes = from(
    (function* () {
      yield* [3, 4];
    })(),
    { boundedness: "unbounded" },
  )
    .reduce((a, b) => a + b)
    .changelog();
  const rows: number[] = [];
  await changes.apply(fromChangelog<number>()).sinkTo(into(rows)).run({ batchRows: 1 });
  expect(rows).toEqual([7]);
});

test("options that nobody reads, and lambdas that are none, are refused at once", () => {
  expect(() => fromChangelog({ key: "id" } as never)).toThrow(
    /Cannot set "key" in fromChangelog as there is no such option/,
  );
  expect(() => fromChangelog({ change: "op", row: (each: unknown) => each } as never)).toThrow(
    /Cannot read a changelog as it takes a function/,
  );
});
