import fc from "fast-check";
import { expect, test } from "vitest";
import type { BadRecord } from "../../../core/io/source.ts";
import {
  type AsyncContext,
  type AsyncOptions,
  count,
  type Dataset,
  deadLetter,
  from,
  into,
  mapAsync,
  range,
  tumbling,
} from "../../../core/mod.ts";
import { at, end, harness, type OutputEvent, processingTime, row, watermark } from "../../../core/testing/mod.ts";

interface Question {
  readonly n: number;
  readonly ms: number;
}

const slowly = async ({ n, ms }: Question, { sleep }: AsyncContext): Promise<number> => {
  await sleep(ms);
  return n;
};

const asking =
  (options: AsyncOptions<Question, number> = {}) =>
  (questions: Dataset<Question>) =>
    questions.apply(mapAsync(slowly, options));

test("unordered: without watermarks each result leaves as soon as it is there", async () => {
  const run = await harness(asking({ order: "completion" }));
  await run.send(row({ n: 1, ms: 30 }), row({ n: 2, ms: 10 }), row({ n: 3, ms: 20 }), processingTime(30));
  expect(run.output()).toEqual([row(2), row(3), row(1)]);
  await run.close();
});

test("ordered: a slow one holds up those behind it", async () => {
  const run = await harness(asking());
  await run.send(row({ n: 1, ms: 30 }), row({ n: 2, ms: 10 }), processingTime(29));
  expect(run.output()).toEqual([]);
  await run.send(processingTime(30));
  expect(run.output()).toEqual([row(1), row(2)]);
  await run.close();
});

test("! unordered: results leave in the order of completion, but none goes past a watermark", async () => {
  const run = await harness(asking({ order: "completion" }));
  await run.send(at(1, { n: 1, ms: 30 }), watermark(1), at(2, { n: 2, ms: 0 }), processingTime(20));
  expect(run.output()).toEqual([]);
  await run.send(processingTime(30));
  expect(run.output()).toEqual([at(1, 1), watermark(1), at(2, 2)]);
  await run.close();
});

test("a timeout fails the job, naming the row and the remedy, unless a value is given for it", async () => {
  const run = await harness(asking({ timeout: 20, name: "ask" }));
  await run.send(row({ n: 1, ms: 30 }));
  await expect(run.send(processingTime(20))).rejects.toThrow(
    /Cannot wait longer in ask as the answer must come within 20 ms: .*raise timeout, or say with onTimeout.*at row 0 of ask: \{"n":1,"ms":30\}/,
  );
  await run.close();
  const given = await harness(asking({ timeout: 20, onTimeout: ({ n }) => -n }));
  await given.send(row({ n: 1, ms: 30 }), processingTime(50));
  expect(given.output()).toEqual([row(-1)]);
  await given.close();
});

test("at a timeout the function's signal is aborted, where it fails the job, too", async () => {
  for (const options of [{}, { onTimeout: () => 0 }, { onError: "skip" }] as const) {
    const signals: AbortSignal[] = [];
    const never = (_: Question, { signal }: AsyncContext) => {
      signals.push(signal);
      return new Promise<number>(() => undefined);
    };
    const run = await harness((input: Dataset<Question>) => input.apply(mapAsync(never, { timeout: 20, ...options })));
    const sent = run.send(row({ n: 1, ms: 0 }), row({ n: 2, ms: 0 }), processingTime(20));
    if (Object.keys(options).length === 0) await expect(sent).rejects.toThrow("Cannot wait longer");
    else await sent;
    await run.close();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(signals[0]!.reason).toMatchObject({ name: "TimeoutError" });
  }
});

test("the total timeout covers all retries", async () => {
  const attempts: number[] = [];
  const busy = (_: unknown, { attempt }: AsyncContext): Promise<string> => {
    attempts.push(attempt);
    return Promise.reject(new Error(`busy ${attempt}`));
  };
  const retry = { attempts: 100, delay: 10, factor: 1, jitter: 0 };
  const run = await harness((input: Dataset<number>) =>
    input.apply(mapAsync(busy, { timeout: 35, retry, onTimeout: () => "gave up" })),
  );
  await run.send(row(1), processingTime(34));
  expect([attempts, run.output()]).toEqual([[1, 2, 3, 4], []]);
  await run.send(processingTime(200));
  expect([attempts, run.output()]).toEqual([[1, 2, 3, 4], [row("gave up")]]);
  expect(run.count("numRetries")).toBe(4);
  await run.close();
});

test("a result or an error that is to be retried is asked for again, with pauses that grow", async () => {
  const asked: string[] = [];
  const answers: Readonly<Record<string, readonly (number | Error)[]>> = {
    late: [-1, -1, 7],
    flaky: [new Error("reset"), 8],
    broken: [new TypeError("no such thing"), 9],
    never: [-1, -1, -1, -1],
  };
  const ask = async (name: string, { attempt }: AsyncContext): Promise<number> => {
    asked.push(`${name} ${attempt}`);
    const answer = answers[name]![attempt - 1]!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const retry = {
    attempts: 3,
    delay: 10,
    factor: 2,
    jitter: 0,
    ifResult: (n: number) => n < 0,
    ifError: (error: unknown) => (error as Error).message === "reset",
  };
  const run = await harness((input: Dataset<string>) => input.apply(mapAsync(ask, { retry, onError: "skip" })));
  await run.send(...["late", "flaky", "broken", "never"].map(row), processingTime(10));
  expect(asked.slice(4)).toEqual(["late 2", "flaky 2", "never 2"]);
  await run.send(processingTime(29));
  expect([asked.length, run.output()]).toEqual([7, []]);
  await run.send(processingTime(30));
  // After the last attempt a result stands as it is.
  expect(run.output()).toEqual([row(7), row(8), row(-1)]);
  expect(run.count("numRecordsSkipped")).toBe(1);
  await run.close();
});

test("retry state is not kept over a restore: attempts start again", async () => {
  const asked: number[] = [];
  const ask = async (_: unknown, { attempt }: AsyncContext): Promise<number> => {
    asked.push(attempt);
    if (attempt < 3) throw new Error("busy");
    return attempt;
  };
  const retry = { attempts: 3, delay: 10, factor: 1, jitter: 0 };
  const run = await harness((input: Dataset<number>) => input.apply(mapAsync(ask, { retry })));
  await run.send(row(1), processingTime(10), { event: "crash" }, processingTime(30));
  expect([asked, run.output()]).toEqual([[1, 2, 1, 2, 3], [row(3)]]);
  await run.close();
});

test("a function that changes its row is given it as it came after a restore, however often", async () => {
  const adding = async (order: { total: number }, { sleep }: AsyncContext): Promise<{ total: number }> => {
    order.total += 1;
    await sleep(10);
    return order;
  };
  const run = await harness((input: Dataset<{ total: number }>) => input.apply(mapAsync(adding)));
  await run.send(row({ total: 5 }), { event: "crash" }, { event: "crash" }, processingTime(10));
  expect(run.output()).toEqual([row({ total: 6 })]);
  await run.close();
});

test("complete() more than once: an answer that comes after the timeout, or after a crash, is of no use", async () => {
  const answers: ((n: number) => void)[] = [];
  const ask = () => new Promise<number>((resolve) => answers.push(resolve));
  const run = await harness((input: Dataset<number>) =>
    input.apply(mapAsync(ask, { timeout: 10, onTimeout: () => 0 })),
  );
  await run.send(row(1), processingTime(10));
  answers[0]!(1);
  await run.send(row(2), { event: "crash" });
  answers[1]!(2);
  await run.send(processingTime(11));
  answers[2]!(3);
  answers[2]!(4);
  await run.send(processingTime(12));
  expect(run.output()).toEqual([row(0), row(3)]);
  await run.close();
});

test("capacity = in-flight limit: no more are asked for, and no more is read, until results have left", async () => {
  const underWay = { now: 0, most: 0 };
  const read = { most: 0, given: 0, left: 0 };
  const ask = async (n: number): Promise<number> => {
    underWay.most = Math.max(underWay.most, ++underWay.now);
    for (let turn = 0; turn < 60 + (n % 5); turn++) await undefined;
    underWay.now--;
    return n;
  };
  function* numbers(): Generator<number> {
    for (let n = 0; n < 500; n++) {
      read.given++;
      read.most = Math.max(read.most, read.given - read.left);
      yield n;
    }
  }
  const rows = await from(numbers())
    .apply(mapAsync(ask, { capacity: 8 }))
    .map((n) => {
      read.left++;
      return n;
    })
    .collect({ batchRows: 4 });
  expect(rows).toEqual(Array.from({ length: 500 }, (_, n) => n));
  expect([underWay.most, read.most <= 8 + 4]).toEqual([8, true]);
});

test("one whose retries are used up says how many attempts were made, and over what time", async () => {
  const ask = async (_: number, { attempt }: AsyncContext): Promise<string> => {
    throw new Error(`busy at attempt ${attempt}`);
  };
  const run = await harness((input: Dataset<number>) =>
    input.apply(mapAsync(ask, { retry: { attempts: 3, delay: 10, factor: 1, jitter: 0 } })),
  );
  await run.send(row(1), processingTime(10));
  await expect(run.send(processingTime(20))).rejects.toThrow(
    /Cannot apply the async function in 3 attempts within 20 ms at row 0 of mapAsync.*busy at attempt 3/s,
  );
});

test("at the end of the input results come first, pending retries included", async () => {
  const ask = async (n: number, { attempt }: AsyncContext): Promise<string> => {
    if (attempt < 3) throw new Error("busy");
    return `${n} at attempt ${attempt}`;
  };
  const run = await harness((input: Dataset<number>) =>
    input.apply(mapAsync(ask, { retry: { attempts: 3, delay: 10, factor: 1, jitter: 0 } })),
  );
  await run.send(row(1), end, processingTime(10));
  expect(run.output()).toEqual([]);
  await run.send(processingTime(20));
  expect(run.output()).toEqual([row("1 at attempt 3"), end]);
  await run.close();
});

test("a stop never hangs: the function's signal is aborted, and its answer is not waited for", async () => {
  const stop = new AbortController();
  const signals: AbortSignal[] = [];
  const never = (_: number, { signal }: AsyncContext) => {
    signals.push(signal);
    if (signals.length === 3) stop.abort(new Error("enough"));
    return new Promise<number>(() => undefined);
  };
  const run = range(100)
    .apply(mapAsync(never, { capacity: 3 }))
    .collect({ signal: stop.signal });
  await expect(run).rejects.toThrow("enough");
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
});

test("an input that falls idle does not let others go on before what it has asked for is there", async () => {
  const run = await harness((slow: Dataset<Question>, fast: Dataset<Question>) =>
    slow.apply(mapAsync(slowly)).union(fast.map(({ n }) => n)),
  );
  const question = { event: "row", value: { n: 1, ms: 50 }, timeMs: 5, change: "insert", input: 0 } as const;
  await run.send(question, { event: "watermark", timeMs: 4, input: 0 });
  await run.send({ event: "watermark", timeMs: 9, input: 1 }, processingTime(50));
  expect(run.output()).toEqual([at(5, 1), watermark(4)]);
  await run.close();
});

test("onError is heeded: a row whose call fails goes to the dead letters, with its place", async () => {
  const bad: BadRecord[] = [];
  const halves = mapAsync(
    async (n: number) => {
      if (n % 2 === 1) throw new RangeError(`${n} is odd`);
      return n / 2;
    },
    { onError: deadLetter(into(bad)), name: "halve" },
  );
  expect(await range(5).apply(halves).collect({ batchRows: 2 })).toEqual([0, 1, 2]);
  expect(bad.map(({ source, position, text }) => `${source}, ${position}: ${text}`)).toEqual([
    "halve, row 1: 1",
    "halve, row 3: 3",
  ]);
});

test("what is no function, or out of range, is refused when the plan is made", () => {
  expect(() => mapAsync(3 as never)).toThrow("Cannot map rows by an async function as it takes a function: got 3");
  expect(() => mapAsync(slowly, { capacity: 0 })).toThrow("Cannot take the capacity of mapAsync");
  expect(() => mapAsync(slowly, { timeout: "soon" })).toThrow("as timeout");
  expect(() => mapAsync(slowly, { ordre: "kept" } as object)).toThrow(/did you mean order/);
});

const script = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ ms: fc.integer({ min: 0, max: 40 }), fails: fc.integer({ min: 0, max: 2 }) }) },
    { weight: 1, arbitrary: fc.constant("watermark" as const) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }) },
    { weight: 1, arbitrary: fc.constant("crash" as const) },
  ),
  { maxLength: 25 },
);

/** Rows and watermarks of a script as events; a number lets time pass. */
function eventsOf(steps: Awaited<ReturnType<typeof fc.sample<Step>>>) {
  let timeMs = 0;
  let now = 0;
  return steps.map((step, n) => {
    if (step === "watermark") return watermark(timeMs);
    if (step === "crash") return { event: "crash" as const };
    if (typeof step === "number") {
      now += step;
      return processingTime(now);
    }
    timeMs += 3;
    return at(timeMs, { n, ...step });
  });
}

type Step = "watermark" | "crash" | number | { readonly ms: number; readonly fails: number };

/** A watermark may be told again behind a restore, which says nothing new. */
function toldOnce(events: readonly OutputEvent[]): OutputEvent[] {
  let last = Number.NEGATIVE_INFINITY;
  return events.filter((event) => {
    if (event.event !== "watermark") return true;
    const isNews = event.timeMs > last;
    last = Math.max(last, event.timeMs);
    return isNews;
  });
}

/** Rows between two watermarks as a multiset, in an order of their own. */
function fenced(events: readonly OutputEvent[]): unknown[] {
  const spans: unknown[][] = [[]];
  for (const event of events) {
    if (event.event === "row") spans.at(-1)!.push([event.timeMs, event.value]);
    else spans.push([event], []);
  }
  return spans.map((span) => span.toSorted((a, b) => String(a).localeCompare(String(b))));
}

test("whatever the latencies, failures and crashes, results are those of a synchronous map, order and fences kept", () =>
  fc.assert(
    fc.asyncProperty(
      script,
      fc.constantFrom("kept" as const, "completion" as const),
      fc.integer({ min: 1, max: 5 }),
      async (steps, order, capacity) => {
        const ask = async (
          { n, ms, fails }: { n: number; ms: number; fails: number },
          { sleep, attempt }: AsyncContext,
        ): Promise<number> => {
          await sleep(ms);
          if (attempt <= fails) throw new Error("busy");
          return n;
        };
        const events = eventsOf(steps);
        const retry = { attempts: 3, delay: 5 };
        const later = await harness((input: Dataset<{ n: number; ms: number; fails: number }>) =>
          input.apply(mapAsync(ask, { order, capacity, retry, timeout: "1d" })),
        );
        const atOnce = await harness((input: Dataset<{ n: number }>) => input.map(({ n }) => n));
        await later.send(...events, end);
        await later.send(processingTime(30_000));
        await atOnce.send(...events, end);
        const [got, expected] = [toldOnce(later.output()), toldOnce(atOnce.output())];
        expect(order === "kept" ? got : fenced(got)).toEqual(order === "kept" ? expected : fenced(expected));
        await later.close();
        await atOnce.close();
      },
    ),
    { numRuns: 120, examples: [[["watermark", "crash", "watermark"], "kept", 1]] },
  ));

test("windows behind it give the same as without, bounded and unbounded", async () => {
  const events = Array.from({ length: 60 }, (_, n) => ({ n, at: n * 7 }));
  const windows = (numbers: Dataset<{ n: number; at: number }>) =>
    numbers.windowAll(tumbling(50)).aggregate({ rows: count() });
  const answered = mapAsync(async (event: { n: number; at: number }) => {
    for (let turn = 0; turn < event.n % 7; turn++) await undefined;
    return event;
  });
  const timed = (boundedness: "bounded" | "unbounded") =>
    from(new Set(events), { boundedness }).withEventTime((event) => event.at);
  const expected = await windows(timed("bounded")).collect();
  for (const parallelism of [1, 3]) {
    const bounded = await windows(timed("bounded").apply(answered)).collect({ parallelism, batchRows: 5 });
    expect(bounded.toSorted((a, b) => a.windowStart - b.windowStart)).toEqual(expected);
  }
  const streamed: unknown[] = [];
  await windows(timed("unbounded").apply(answered)).forEach((window) => void streamed.push(window), { batchRows: 5 });
  expect(streamed).toEqual(expected);
});

test.each([
  ["back", -3_600_000],
  ["forward", 3_600_000],
])("a machine's clock that is set %s changes neither timeouts nor pauses", async (_, jumpMs) => {
  let [offsetMs, startedMs] = [0, 0];
  const clock = { nowMs: () => 1e12 + performance.now() + offsetMs, elapsedMs: () => performance.now() };
  const never = (): Promise<number> => {
    startedMs = performance.now();
    // Once the run waits.
    setTimeout(() => {
      offsetMs = jumpMs;
    }, 20);
    return new Promise(() => undefined);
  };
  const rows = await from([1])
    .apply(mapAsync(never, { timeout: 400, onTimeout: () => performance.now() - startedMs }))
    .collect({ clock });
  expect(rows[0]).toBeGreaterThanOrEqual(399);
  expect(rows[0]).toBeLessThan(10_000);
});

test("a predicate of retries that throws, or answers with a promise, is a failure of the row, of which onError is heeded", async () => {
  const asked = (retry: NonNullable<AsyncOptions<number, number>["retry"]>, onError: "fail" | "skip") =>
    from([1, 2, 3])
      .apply(
        mapAsync(
          async (n: number) => {
            if (n === 2) throw new Error("busy");
            return n;
          },
          { retry, onError },
        ),
      )
      .collect();
  const throwing = () => {
    throw new Error("no such code");
  };
  expect(await asked({ ifError: throwing }, "skip")).toEqual([1, 3]);
  expect(await asked({ ifError: () => false, ifResult: (n) => n === 3 && throwing() }, "skip")).toEqual([1]);
  await expect(asked({ ifError: throwing }, "fail")).rejects.toThrow(
    "Cannot tell whether to try again at row 1 of mapAsync #1 as it threw Error: no such code; the row is 2; mend the lambda",
  );
  await expect(asked({ ifError: () => Promise.resolve(false) as never }, "fail")).rejects.toThrow(
    "Cannot tell whether to try again at row 1 of mapAsync #1 as it threw TypeError: ifError must say at once whether to try again and gave a promise",
  );
});

test("what is no promise and can be waited for is waited for as a promise is: once, and to the end", async () => {
  type Then = (done: (value: unknown) => void, failed: (error: unknown) => void) => void;
  const lazily = (then: Then) =>
    from([1])
      .apply(mapAsync(() => ({ then }) as never, { onError: "skip" }))
      .collect();
  const twice: Then = (done) => {
    done("first");
    done("second");
  };
  expect(await lazily(twice)).toEqual(["first"]);
  expect(await lazily((done) => done(Promise.resolve("inner")))).toEqual(["inner"]);
  expect(
    await lazily(() => {
      throw new Error("no connection");
    }),
  ).toEqual([]);
});
