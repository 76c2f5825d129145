import { describe, expect, test } from "vitest";
import { type Dataset, from, iterate, tumbling } from "../../../core/mod.ts";

// What plain JavaScript may write.
// biome-ignore lint/suspicious/noExplicitAny: the compiler would refuse it
type Untyped = any;

/** Rows of which nothing is known before they come. */
const unknown = (rows: readonly unknown[]): Untyped =>
  (from(rows as Untyped[]) as Untyped).flatMap((row: Untyped) => [{ ...row }]);

const numbers = (): Untyped =>
  unknown([
    { id: 1, at: 1 },
    { id: null, at: 2 },
    { id: 2, at: 3 },
  ]);
const texts = (): Untyped =>
  unknown([
    { id: "1", p: 2 },
    { id: "3", p: 4 },
  ]);

const ends = (dataset: Dataset<unknown>, parallelism = 1): Promise<unknown> =>
  dataset.collect({ parallelism }).catch((error: Error) => error.message);

const message =
  "as values of their types are never equal: got only numbers on the left and only texts on the right; " +
  "make them one type, for instance by the keys [(row) => String(row.id), (row) => row.id]";

describe("a join of keys that turn out never to be equal fails", () => {
  test("whichever join it is, at any parallelism, however few rows there are", async () => {
    const timed = (rows: Untyped): Untyped => rows.withEventTime((row: Untyped) => row.at ?? row.p);
    const keyed = (rows: Untyped): Untyped => timed(rows).keyBy("id");
    for (const parallelism of [1, 4]) {
      for (const how of ["inner", "left", "right", "full", "semi", "anti"]) {
        expect(await ends(numbers().join(texts(), { on: "id", how }), parallelism)).toBe(
          `Cannot match "id" with "id" in join #2 ${message}`,
        );
      }
      const nullless = numbers().filter((row: Untyped) => row.id !== null);
      expect(
        await ends(
          nullless.coGroup(texts(), { on: "id" }, ({ key }: Untyped) => [key]),
          parallelism,
        ),
      ).toContain(message);
      expect(
        await ends(timed(numbers()).join(timed(texts()), { on: "id", window: tumbling(10) }), parallelism),
      ).toContain(message);
      expect(await ends(keyed(nullless).asOfJoin(keyed(texts())), parallelism)).toContain(message);
      expect(
        await ends(keyed(nullless).intervalJoin(keyed(texts()), { upper: 5, select: () => 0 }), parallelism),
      ).toContain(message);
    }
  });

  test("by lambdas, by one of several columns, by objects, and in a round of an iteration", async () => {
    const on = [(left: Untyped) => left.id, (right: Untyped) => `${right.id}`];
    expect(await ends(numbers().join(numbers(), { on }))).toBe(
      "Cannot match the keys of both sides in join #2 as values of their types are never equal: got only numbers on the " +
        "left and only texts on the right; make them one type, for instance by String(…) in the key of one side",
    );
    const both = ["at", "id"];
    const sold = texts().map((row: Untyped) => ({ id: row.id, at: row.p }));
    expect(await ends(numbers().join(sold, { on: both }))).toMatch(
      /Cannot match "id" with "id" in join .* String\(…\) in the key of one side/,
    );
    const nested = unknown([{ id: { of: 1 } }, { id: [1] }]);
    expect(await ends(nested.join(texts(), { on: "id" }))).toContain("got only objects on the left and only texts");
    const rounds = iterate(numbers() as Dataset<Untyped>, { data: [texts()], rounds: 2 }, (current, [data]) => ({
      feedback: current.join(data as Untyped, { on: "id", how: "anti" } as Untyped) as Untyped,
    }));
    expect(await ends(rounds)).toContain("never equal");
  });

  test("of bigints and numbers, as 1n is not 1", async () => {
    const text = 'Cannot match "id" with "id" in join #2 as values of their types are never equal: got only';
    for (const how of ["inner", "left", "right", "full", "semi", "anti"]) {
      expect(await ends(unknown([{ id: 1n }]).join(unknown([{ id: 1 }]), { on: "id", how } as Untyped))).toBe(
        `${text} bigints on the left and only numbers on the right; make them one type, for instance by the keys ` +
          "[(row) => String(row.id), (row) => String(row.id)]",
      );
    }
    const both = unknown([{ id: 1n }, { id: 2 }]);
    expect(await ends(both.join(unknown([{ id: 2 }]), { on: "id", how: "semi" } as Untyped))).toEqual([{ id: 2 }]);
  });

  test("of a stream, when each side has given a thousand rows", async () => {
    const endless = (idOf: (n: number) => unknown): Untyped =>
      from(
        (function* () {
          for (let n = 0; ; n++) yield { id: idOf(n) };
        })(),
        { boundedness: "unbounded" },
      );
    const joined = endless((n) => n).join(
      endless((n) => `${n}`),
      { on: "id" },
    );
    expect(await joined.forEach(() => undefined).catch((error: Error) => error.message)).toContain(message);
  });
});

describe("a join goes on", () => {
  test("where keys of each side are of several kinds, though none of them meet in a subtask", async () => {
    const mixed = unknown([{ id: "a" }, { id: 1 }]);
    const others = unknown([{ id: 2 }, { id: "b" }]);
    for (const parallelism of [1, 4]) expect(await ends(mixed.join(others, { on: "id" }), parallelism)).toEqual([]);
  });

  test("where keys of a kind that meets come late in what ends", async () => {
    const late = unknown(Array.from({ length: 4000 }, (_, n) => ({ id: n < 3000 ? `${n}` : n })));
    const some = unknown(Array.from({ length: 3500 }, (_, n) => ({ id: n })));
    const joined = late.join(some, { on: "id", how: "semi" } as Untyped);
    for (const parallelism of [1, 3]) expect(await joined.collect({ parallelism, batchRows: 500 })).toHaveLength(500);
  });

  test("where a side has no rows, or no key but null", async () => {
    expect(await ends(numbers().join(unknown([]), { on: "id" }))).toEqual([]);
    expect(await ends(numbers().join(unknown([{ id: null }, {}]), { on: "id" }))).toEqual([]);
  });

  test("where Dates meet times, and keys are objects of one shape", async () => {
    const dates = unknown([{ id: new Date(1) }]);
    expect(await ends(dates.join(numbers(), { on: "id", how: "semi" }))).toEqual([{ id: new Date(1) }]);
    const of = (id: unknown) => unknown([{ id: { of: id } }]);
    expect(await ends(of(1).join(of("1"), { on: "id" }))).toEqual([]);
  });
});
