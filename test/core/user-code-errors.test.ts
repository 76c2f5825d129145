import { describe, expect, test } from "vitest";
import { makeBatch } from "../../core/data/batch.ts";
import { any } from "../../core/data/data-type.ts";
import { valueSchema } from "../../core/data/schema.ts";
import type { Sink, SinkWriter } from "../../core/io/sink.ts";
import type { Source, SplitReader } from "../../core/io/source.ts";
import {
  type Aggregate,
  aggregation,
  customWindow,
  type Dataset,
  deadLetter,
  deltaEvictor,
  deltaTrigger,
  from,
  generate,
  mapAsync,
  range,
  replay,
  sliding,
  sum,
  tumbling,
  watermarkStrategy,
} from "../../core/mod.ts";

const error = new Error("gone");
const gone = (): never => {
  throw error;
};
const isGone = async (): Promise<never> => gone();

/** What a run fails with, and that it holds what was thrown. */
async function failureOf(run: () => Promise<unknown>): Promise<string> {
  const failure = (await run().then(
    () => new Error("no error"),
    (thrown: unknown) => thrown,
  )) as Error;
  expect(failure, failure.message).not.toBe(error);
  expect(failure.cause, failure.message).toBe(error);
  return failure.message;
}

const ones = [
  { k: 1, at: 1 },
  { k: 1, at: 2 },
];

describe("what a user's data throws while it is read is told with its row", () => {
  const cases: readonly [string, () => Dataset<unknown>, string][] = [
    [
      "a generator",
      () =>
        from(
          (function* () {
            yield 1;
            gone();
          })(),
        ),
      "Cannot read iterable at row 1 as it threw Error: gone; mend what gives its rows",
    ],
    [
      "an async generator",
      () =>
        from(
          (async function* () {
            yield 1;
            yield 2;
            gone();
          })(),
        ),
      "Cannot read async iterable at row 2 as it threw Error: gone; mend what gives its rows",
    ],
    [
      "a stream",
      () => from(new ReadableStream({ pull: gone })),
      "Cannot read stream at row 0 as it threw Error: gone; mend what gives its rows",
    ],
    [
      "an iterable that cannot begin",
      () => from({ [Symbol.iterator]: gone }),
      "Cannot read iterable from its beginning as it threw Error: gone; mend the function that makes its iterator",
    ],
    [
      "an async iterable that cannot begin",
      () => from({ [Symbol.asyncIterator]: gone }),
      "Cannot read async iterable from its beginning as it threw Error: gone; mend the function that makes its iterator",
    ],
    [
      "generate",
      () => from(generate({ make: (n) => (n === 3 ? gone() : n), count: 5 })),
      "Cannot generate row 3 as it threw Error: gone; mend make",
    ],
    [
      "an iterator that cannot be closed",
      () => from({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return: gone }) }).limit(1),
      "Cannot close iterable as it threw Error: gone; mend what it calls, or what is behind it",
    ],
  ];
  for (const [title, dataset, message] of cases) {
    test(title, async () => expect(await failureOf(() => dataset().collect())).toBe(message));
  }

  test("a value that is no error is told as well", async () => {
    const thrown = from(
      new ReadableStream({
        pull: (controller) => controller.error("no \u001b[31mline"),
      }),
    ).collect();
    await expect(thrown).rejects.toThrow('Cannot read stream at row 0 as it threw "no \\u001b[31mline"; mend');
  });

  test("what is no iterator is refused", async () => {
    const without = { [Symbol.iterator]: () => ({}) } as unknown as Iterable<number>;
    await expect(from(without).collect()).rejects.toThrow(
      "Cannot read iterable as what it is asked for must be an iterator with a next(): got an object; use for instance a generator function",
    );
    const numbers = { [Symbol.iterator]: () => ({ next: () => 5 }) } as unknown as Iterable<number>;
    await expect(from(numbers).collect()).rejects.toThrow(
      "Cannot take what next() of an iterator gives as it must be an object of done and value: got 5; use for instance a generator function",
    );
  });
});

/** A source that gives one row, one of whose calls throws, or rejects. */
function failingSource(failing: string, how: () => never | Promise<never>): Source<number> {
  const schema = valueSchema(any);
  let given = 0;
  const answer = <Value>(name: string, value: Value): Promise<Value> =>
    name === failing ? (how() as Promise<never>) : Promise.resolve(value);
  return {
    name: "mine",
    boundedness: "bounded",
    describe: () => answer("describe", { schema }),
    splits: () => answer("splits", [{ id: "all" }]),
    open: () =>
      answer("open", {
        read: () => {
          if (given > 0 && failing === "read") return how();
          return given++ > 0
            ? undefined
            : makeBatch(schema, 1, [{ type: any, layout: "values", values: [7], validity: undefined }]);
        },
        position: () => 0,
        close: () => answer("close", undefined),
      } satisfies SplitReader),
  };
}

function failingSink(failing: string, how: () => never | Promise<never>): Sink<unknown> {
  const answer = <Value>(name: string, value: Value): Promise<Value> =>
    name === failing ? (how() as Promise<never>) : Promise.resolve(value);
  return {
    name: "mine",
    guarantee: "exactly-once",
    open: () =>
      answer("open", {
        write: () => (failing === "write" ? how() : undefined),
        finish: () => answer("finish", undefined),
        prepare: () => answer("prepare", { some: "rows" }),
        close: () => answer("close", undefined),
      } satisfies SinkWriter),
    commit: () => answer("commit", undefined),
  };
}

const behind = "; mend what it calls, or what is behind it";

for (const [how, fail] of [
  ["throws", gone],
  ["rejects", isGone],
] as const) {
  describe(`a call of a connector that ${how} is told with what was being done`, () => {
    for (const [call, doing] of [
      ["describe", "look at mine"],
      ["splits", "list what to read of mine"],
      ["open", "open mine"],
      ["read", "read mine behind 1 row"],
      ["close", "close mine"],
    ] as const) {
      test(`${call} of a source`, async () =>
        expect(await failureOf(() => from(failingSource(call, fail)).collect())).toBe(
          `Cannot ${doing} as it threw Error: gone${behind}`,
        ));
    }

    for (const [call, doing] of [
      ["open", "open mine"],
      ["write", "write to mine"],
      ["finish", "finish mine"],
      ["prepare", "prepare mine"],
      ["commit", "commit to mine"],
      ["close", "close mine"],
    ] as const) {
      test(`${call} of a sink`, async () =>
        expect(await failureOf(() => range(3).sinkTo(failingSink(call, fail)).run())).toBe(
          `Cannot ${doing} as it threw Error: gone${behind}`,
        ));
    }

    test("a sink of dead letters", async () => {
      const rows = range(3).map((n): number => n.toFixed(-1) as never, {
        onError: deadLetter(failingSink("write", fail)),
      });
      expect(await failureOf(() => rows.collect())).toBe(`Cannot write to mine as it threw Error: gone${behind}`);
    });

    test("the function of forEach", async () =>
      expect(await failureOf(() => from(ones).forEach((row) => (row.at === 2 ? fail() : undefined)))).toBe(
        'Cannot call the function of forEach at row 1 as it threw Error: gone; the row is {"k":1,"at":2}; ' +
          "mend the function, or catch in it what may fail",
      ));
  });
}

test("what stops a run, and what a body of for await throws, stays as it is", async () => {
  const stop = new AbortController();
  const enough = new Error("enough");
  const run = range(Number.POSITIVE_INFINITY).forEach(() => stop.abort(enough), { signal: stop.signal });
  await expect(run).rejects.toBe(enough);
  const consumed = async (): Promise<void> => {
    for await (const _ of from(ones)) gone();
  };
  await expect(consumed()).rejects.toBe(error);
});

const failingAggregate = (part: "zero" | "add" | "merge" | "result"): Aggregate<number, number[], number> => ({
  name: "mine",
  zero: () => (part === "zero" ? gone() : []),
  add: (partial, value) => (part === "add" ? gone() : [...partial, value]),
  merge: (left, right) => (part === "merge" ? gone() : [...left, ...right]),
  result: (partial) => (part === "result" ? gone() : partial.length),
});

describe("what a user's function throws within a step is told with the step", () => {
  const timed = (): Dataset<{ k: number; at: number }> => from(ones).withEventTime((row) => row.at);
  const keyed = () => timed().keyBy("k");
  const windowed = () => keyed().window(tumbling(10));
  const counted = { n: sum((row: { at: number }) => row.at) };
  const cases: readonly (readonly [string, () => { collect(): Promise<unknown> }, RegExp])[] = [
    ["map", () => from(ones).map(gone), /the lambda of map #1 at row 0 of map #1 .*the row is/],
    ["filter", () => from(ones).filter(gone), /the lambda of filter #1 at row 0 of filter #1 .*the row is/],
    ["flatMap", () => from(ones).flatMap(gone), /the lambda of flatMap #1 at row 0 of flatMap #1 .*the row is/],
    ["an iterable of flatMap", () => from(ones).flatMap(() => ({ [Symbol.iterator]: gone })), /flatMap #1/],
    ["mapAsync", () => from(ones).apply(mapAsync(isGone)), /the async function at row 0 of mapAsync #1 .*the row is/],
    ["keyBy", () => from(ones).keyBy(gone).aggregate(counted), /at row 0 of aggregate #1 .*the row is/],
    ["sort", () => from(ones).sort(gone), /the lambda of sort #1 at row 0 of sort #1 .*the row is/],
    ["reduce", () => from(ones).keyBy("k").reduce(gone), /the function of reduce at row 1 of reduce #1/],
    ["withEventTime", () => from(ones).withEventTime(gone), /withEventTime #1/],
    [
      "a watermark strategy",
      () => from(ones).withEventTime((row) => row.at, { watermarks: watermarkStrategy({ name: "mine", onRow: gone }) }),
      /withEventTime #1/,
    ],
    ["a join's select", () => from(ones).join(from(ones), { on: "k", select: gone }), /join #1/],
    ["a window of one's own", () => keyed().window(customWindow("mine", gone)).aggregate(counted), /mine/],
    [
      "a merge of windows of one's own",
      () =>
        keyed()
          .window(customWindow("mine", (_, at) => [{ start: at, end: at + 10 }], { merge: gone }))
          .aggregate(counted),
      /mine/,
    ],
    ["a trigger", () => windowed().trigger(deltaTrigger(1, gone)).aggregate(counted), /tumbling/],
    ["an evictor", () => windowed().evict(deltaEvictor(1, gone)).aggregate(counted), /tumbling/],
    ["process of a window", () => windowed().process(gone), /tumbling/],
    ["process of a row", () => keyed().process({ row: gone }), /process/],
    [
      "process of a timer",
      () =>
        keyed().process({
          row: (_, { setEventTimer }) => {
            setEventTimer(5);
            return [];
          },
          onTimer: gone,
        }),
      /process/,
    ],
    ...(["zero", "add", "result"] as const).map(
      (part) =>
        [
          `${part} of an aggregate`,
          () => keyed().aggregate({ mine: aggregation(failingAggregate(part), (row: { at: number }) => row.at) }),
          /"mine"|an aggregate/,
        ] as const,
    ),
    [
      "merge of an aggregate",
      () =>
        keyed()
          .window(sliding(2, { every: 1 }))
          .aggregate({ mine: aggregation(failingAggregate("merge"), (row: { at: number }) => row.at) }),
      /sliding/,
    ],
    ["a column of replay", () => from(replay(ones, { time: gone, speedUp: 1e9 })).limit(1), /replay/],
  ];
  for (const [title, dataset, where] of cases) {
    test(title, async () => {
      const message = await failureOf(async () => dataset().collect());
      expect(message).toMatch(/^Cannot .+ as it threw Error: gone; .+/);
      expect(message).toMatch(where);
    });
  }
});
