import { describe, expect, test } from "vitest";
import { count, type Dataset, from, mapAsync, tumbling } from "../../core/mod.ts";

// A function that forgets an await gives a promise where a value must stand: written, sent or kept it would be `{}`.

interface Row {
  readonly k: number;
  readonly at: number;
}

const rows = (): Dataset<Row> =>
  from([
    { k: 1, at: 1 },
    { k: 2, at: 2 },
  ]).withEventTime((row) => row.at);
const later = (value: unknown): Promise<unknown> => Promise.resolve(value);
const held = (): { p: Promise<unknown> } => ({ p: later(1) });

const steps: Readonly<Record<string, () => Dataset<unknown>>> = {
  "map #1": () => from([1]).map(held),
  "map #2": () => rows().map((row) => ({ ...row, p: later(row.k) })),
  "flatMap #2": () => rows().flatMap(() => [held()]),
  "process #2": () => rows().process(() => [held()]),
  "process #1": () =>
    from([{ k: 1 }])
      .keyBy("k")
      .process({ row: () => [held()] }) as Dataset<unknown>,
  "join #1": () => from([{ k: 1 }]).join(from([{ k: 1 }]), { on: "k", select: held }),
  "intervalJoin #2": () => rows().keyBy("k").intervalJoin(rows().keyBy("k"), { lower: -5, upper: 5, select: held }),
  "asOfJoin #2": () => rows().keyBy("k").asOfJoin(rows().keyBy("k"), { select: held }),
  "coGroup #1": () => from([{ k: 1 }]).coGroup(from([{ k: 1 }]), { on: "k" }, () => [held()]),
  "window(tumbling 10 ms).process #2": () =>
    rows()
      .keyBy("k")
      .window(tumbling(10))
      .process(() => [held()]),
  "mapAsync #1": () => from([1]).apply(mapAsync(async () => held())),
  "reduce #1": () => from<{ p: unknown }>([{ p: 1 }, { p: 2 }]).reduce(() => held()),
  "array of 1": () => from([held()]),
};

describe("a promise in what a step gives is told with the step and the place", () => {
  test.each(Object.keys(steps))("%s", async (step) => {
    await expect(steps[step]!().collect()).rejects.toThrow(
      `Cannot go on from ${step} with promises as nobody waits for them: got a promise in "p"; use apply(mapAsync(…))`,
    );
  });

  test("also behind other values, in a list and in an object", async () => {
    const sometimes = rows().map(({ k }) => ({ p: k === 1 ? 5 : later(k) }));
    await expect(sometimes.collect()).rejects.toThrow('got a promise in "p"');
    const listed = rows().map(({ k }) => ({ answers: [1, later(k)], k }));
    await expect(listed.collect()).rejects.toThrow('got a promise in "answers[1]"');
    const nested = rows().process(({ k }) => [{ of: { answer: later(k) } }]);
    await expect(nested.collect()).rejects.toThrow('got a promise in "of.answer"');
    await expect(from([later(1)]).collect()).rejects.toThrow("with promises as nobody waits for them: got a promise;");
  });

  test("a key", async () => {
    const keyed = rows().keyBy((row) => later(row.k));
    await expect(keyed.aggregate({ n: count() }).collect()).rejects.toThrow(
      "as nobody waits for what comes later: got a promise; use apply(mapAsync(…)) before",
    );
  });
});

test("an object of a class may hold a promise of its own: it is no row that was meant to be data", async () => {
  class Session {
    readonly k = 1;
    readonly opened = later(1);
  }
  const [session] = await from([new Session()]).collect();
  expect(session!.opened).toBeInstanceOf(Promise);
});
