import { describe, expect, test } from "vitest";
import type { BadRecord } from "../../core/io/mod.ts";
import { count, deadLetter, from, fromColumns, into, type RecordError, schema, tumbling } from "../../core/mod.ts";

async function messageOf(run: () => Promise<unknown>): Promise<string> {
  return run().then(
    () => "no error",
    (error: Error) => error.message,
  );
}

describe("bad input is told with what failed, where, and what to do", () => {
  const cases: [string, () => Promise<unknown>, string][] = [
    [
      "a lambda that throws",
      () =>
        from([{ a: 1 }, null])
          .map((row) => row!.a)
          .collect(),
      "Cannot apply the lambda of map #1 at row 1 of map #1 as it threw TypeError: Cannot read properties of null (reading 'a'); " +
        'the row is null; mend the lambda, filter such rows out before, or say onError: "skip"',
    ],
    [
      "a column that is not there",
      () =>
        fromColumns({ price: [1], origin: ["a"] })
          .map((row) => (row as unknown as { orgin: string }).orgin)
          .collect(),
      'Cannot read column "orgin" in columns as there is no such column: got "price", "origin"; did you mean "origin"?',
    ],
    [
      "a key column that is not there",
      () =>
        fromColumns({ price: [1] })
          .keyBy("prize" as "price")
          .aggregate({ n: count() })
          .collect(),
      'Cannot read column "prize" in aggregate #1 as there is no such column: got "price"; did you mean "price"?',
    ],
    [
      "a missing event time",
      () =>
        from([{ at: 1 }, { at: Number.NaN }])
          .withEventTime((row) => row.at)
          .collect(),
      "Cannot take an event time in withEventTime as it must be a finite number of ms since the epoch or a Date: got NaN; " +
        'filter such rows out before, or give them a time — at row 1 of withEventTime #1: {"at":NaN}',
    ],
    [
      "a null key",
      () =>
        from([{ k: "a" }, { k: null }])
          .keyBy((row) => row.k)
          .aggregate({ n: count() })
          .collect(),
      "Cannot take the key of a row in aggregate #1 as a key must not be null: got null; filter such rows out before keyBy, " +
        'or give them a key like "unknown" — at row 1 of aggregate #1: {"k":null}',
    ],
    [
      "a value of the wrong type",
      () => from([{ n: 1 }, { n: "two" }], { schema: schema({ n: "int32" }) }).collect(),
      'Cannot read column "n" at row 1 of array of 2 as it must be int32: got string "two"; mend the row, change the schema, or say from(…, { onError: "skip" })',
    ],
    [
      "a number past 2^53",
      () => from([{ id: 2 ** 53 }], { schema: schema({ id: "int64" }) }).collect(),
      'Cannot read column "id" at row 0 of array of 1 as it must be int64, below 2^53 (declare it bigint for larger ones): got number 9007199254740992; mend the row, change the schema, or say from(…, { onError: "skip" })',
    ],
    [
      "windows without event time",
      () => from([1]).windowAll(tumbling(10)).aggregate({ n: count() }).collect(),
      "Cannot assign records to windows in window(tumbling 10 ms).aggregate #1 as they have no event time: got a dataset without withEventTime; " +
        "add .withEventTime((row) => row.at) before the window, or use a count window",
    ],
  ];
  for (const [title, run, message] of cases) {
    test(title, async () => expect(await messageOf(run)).toBe(message));
  }

  test("collecting an iterable that never ends is refused before anything runs", async () => {
    const endless = from(
      { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) },
      { boundedness: "unbounded" },
    );
    expect(await messageOf(() => endless.collect())).toBe(
      "Cannot collect an unbounded dataset as it never ends: got a source; use limit(n) before it, forEach, or for await",
    );
  });

  test("a terminal's control characters in a row do not reach the message", async () => {
    const message = await messageOf(() =>
      from([{ text: "\u001b[31mred" }])
        .map((row): number => {
          throw new Error(row.text);
        })
        .collect(),
    );
    expect(message).toContain("\\u001b[31mred");
    expect(message).not.toContain("\u001b");
  });

  test("a long row is cut in the message", async () => {
    const message = await messageOf(() =>
      from(["x".repeat(10_000)])
        .map((): number => {
          throw new Error("no");
        })
        .collect(),
    );
    expect(message.length).toBeLessThan(600);
  });
});

describe("onError", () => {
  const rows = [{ n: 1 }, { n: 2 }, { n: 3 }];
  const lambda = (row: { n: number }): number => {
    if (row.n === 2) throw new Error("not two");
    return row.n * 10;
  };

  test("skip leaves the record out and counts it", async () => {
    const left: number[] = [];
    const { metrics } = await from(rows).map(lambda, { onError: "skip", name: "tens" }).sinkTo(into(left)).run();
    expect(left).toEqual([10, 30]);
    expect(metrics.get("tens", "numRecordsSkipped")).toBe(1);
  });

  test("a dead-letter sink gets what failed, where and why, and the others go on", async () => {
    const left: number[] = [];
    const letters: BadRecord[] = [];
    const { metrics } = await from(rows)
      .map(lambda, { onError: deadLetter(into(letters)) })
      .sinkTo(into(left))
      .run();
    expect(left).toEqual([10, 30]);
    expect(letters).toEqual([
      {
        source: "map #1",
        position: "row 1",
        column: null,
        text: '{"n":2}',
        message: expect.stringContaining("as it threw Error: not two"),
      },
    ]);
    expect(metrics.total("numRecordsDeadLettered")).toBe(1);
  });

  test("a source's bad rows are skipped and counted as well", async () => {
    const left: unknown[] = [];
    const typed = from([{ n: 1 }, { n: "x" }, { n: 3 }], { schema: schema({ n: "int32" }), onError: "skip" });
    const { metrics } = await typed.sinkTo(into(left)).run();
    expect(left).toEqual([{ n: 1 }, { n: 3 }]);
    expect(metrics.total("numRecordsSkipped")).toBe(1);
  });

  test("fail is the default, and the error carries the record", async () => {
    const error = (await from(rows)
      .map(lambda)
      .collect()
      .catch((caught: unknown) => caught)) as RecordError;
    expect(error.name).toBe("RecordError");
    expect(error.record).toMatchObject({ source: "map #1", position: "row 1", text: '{"n":2}' });
    expect((error.cause as Error).message).toBe("not two");
  });
});

test("what a reduce throws is told with its step, what the function of forEach throws with its row", async () => {
  const twos = from([{ k: 1 }, { k: 1 }]).keyBy("k");
  const failing = twos.reduce(() => {
    throw new Error("boom");
  });
  expect(await messageOf(() => failing.collect())).toBe(
    'Cannot apply the function of reduce at row 1 of reduce #1 as it threw Error: boom; the row is {"k":1}; ' +
      'mend the lambda, filter such rows out before, or say onError: "skip"',
  );
  const sink = from([1])
    .map((n) => n)
    .forEach(() => {
      throw new Error("full");
    });
  expect(await messageOf(() => sink)).toBe(
    "Cannot call the function of forEach at row 0 as it threw Error: full; the row is 1; mend the function, or catch in it what may fail",
  );
});
