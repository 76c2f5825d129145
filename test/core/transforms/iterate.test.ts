import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BadRecord } from "../../../core/io/source.ts";
import {
  type AsyncContext,
  avg,
  collect,
  count,
  type Dataset,
  deadLetter,
  from,
  fromColumns,
  inputOf,
  into,
  iterate,
  mapAsync,
  type Operator,
  once,
  pipeInputs,
  type Rounds,
  range,
  sum,
} from "../../../core/mod.ts";
import { end, type HarnessOptions, harness, row } from "../../../core/testing/mod.ts";
import { type HalfEdge, type Message, propagateLabels } from "../operators/consumers/propagate-labels.ts";

interface Point {
  readonly x: number;
}

interface Center {
  readonly id: number;
  readonly x: number;
}

/** Lloyd's algorithm in one dimension, as steps on datasets: the data is replayed, the centers are fed back. */
const lloyd = (points: Dataset<Point>, centers: Dataset<Center>, rounds: number) =>
  iterate(centers, { data: [points], rounds }, (current, [all]) => ({
    feedback: all
      .join(current.aggregate({ list: collect((center: Center) => center) }), {
        on: [() => 0, () => 0] as const,
        select: ({ x }, { list }) => ({ x, ...nearest(list, x) }),
      })
      .keyBy("id")
      .aggregate({ x: avg((point) => point.x) }),
  }));

function nearest(list: readonly Center[], x: number): { id: number } {
  const sorted = list.toSorted((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x) || a.id - b.id);
  return { id: sorted[0]!.id };
}

function lloydAtOnce(points: readonly Point[], centers: readonly Center[], rounds: number): Center[] {
  let current = [...centers];
  for (let round = 0; round < rounds; round++) {
    const groups = Map.groupBy(points, ({ x }) => nearest(current, x).id);
    current = [...groups].map(([id, members]) => ({
      id,
      x: members.reduce((total, { x }) => total + x, 0) / members.length,
    }));
  }
  return current.toSorted((a, b) => a.id - b.id);
}

/** All rows that a composition gives in the harness. */
async function valuesOf<In>(
  transform: (input: Dataset<In>) => Dataset<unknown>,
  rows: readonly In[],
  options: HarnessOptions = {},
): Promise<unknown[]> {
  const run = await harness(transform, { boundedness: "bounded", ...options });
  await run.send(...rows.map(row), end);
  const events = run.output();
  await run.close();
  expect(events.at(-1)).toEqual(end);
  return events.flatMap((event) => (event.event === "row" ? [event.value] : []));
}

describe("rounds", () => {
  test("what is fed back is what the next round begins with; without an output the last of it comes out", async () => {
    const tens = iterate(from([1, 2]), { rounds: 3 }, (n) => ({ feedback: n.map((x) => x * 10) }));
    expect(await tens.collect()).toEqual([1000, 2000]);
    expect(await iterate(from([1, 2]), { rounds: 0 }, (n) => ({ feedback: n.map((x) => x * 10) })).collect()).toEqual([
      1, 2,
    ]);
  });

  test("a loop ends with the round that feeds nothing back", async () => {
    const falling = iterate(from([3, 1]), {}, (n) => {
      const next = n.map((x) => x - 1).filter((x) => x > 0);
      return { feedback: next, output: n.map((x) => `${x}`) };
    });
    expect(await falling.collect()).toEqual(["3", "1", "2", "1"]);
    const nothing = iterate(from<number>([]), {}, (n) => ({ feedback: n, output: n }));
    expect(await nothing.collect()).toEqual([]);
  });

  test("a loop ends with the round in which what it goes on for is empty", async () => {
    const doubled = iterate(from([1]), {}, (n) => {
      const next = n.map((x) => x * 2);
      return { feedback: next, while: next.filter((x) => x < 50) };
    });
    expect(await doubled.collect()).toEqual([64]);
  });

  test("a loop ends when an aggregate of a round says that it has converged", async () => {
    const roots = iterate(
      from([
        { of: 2, root: 2, moved: 9 },
        { of: 9, root: 9, moved: 9 },
      ]),
      {},
      (guesses) => {
        const next = guesses.map(({ of, root }) => {
          const better = (root + of / root) / 2;
          return { of, root: better, moved: Math.abs(better - root) };
        });
        return {
          feedback: next,
          until: next.aggregate({ moved: sum((guess) => guess.moved) }).filter(({ moved }) => moved! < 1e-9),
        };
      },
    );
    const run: number[] = (await roots.collect()).map(({ root }) => root);
    expect(run[0]).toBeCloseTo(Math.SQRT2, 9);
    expect(run[1]).toBeCloseTo(3, 9);
  });

  test("the number of the round is told to functions", async () => {
    const log = iterate(from(["a"]), { rounds: 3 }, (texts, _, round) => ({
      feedback: texts.apply(round.map((text, n) => `${text}${n}`)),
      sides: { rounds: texts.apply(round.map((_text, n) => n)) },
    }));
    expect(await log.collect()).toEqual(["a012"]);
    expect(await log.sideOutput("rounds").collect()).toEqual([0, 1, 2]);
    expect(() => log.sideOutput("other")).toThrow('got "rounds"');
  });

  test("data is replayed to each round, unless it is given once", async () => {
    const each = iterate(from([0]), { data: [from([1, 2]), once(from([10]))], rounds: 3 }, (total, [all, first]) => ({
      feedback: total.union(all, first).reduce((a, b) => a + b),
    }));
    expect(await each.collect()).toEqual([3 * 3 + 10]);
  });

  test("per-round operators begin anew in each round, all-round operators remember", async () => {
    const counted = (keeps: boolean) =>
      iterate(from([1, 2, 3]), { rounds: 3 }, (n, _, round) => {
        const counting = (input: Dataset<number>) => input.apply(countingSince);
        return { feedback: n, output: keeps ? n.apply(round.keep(counting)) : counting(n) };
      });
    expect(await counted(false).collect()).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
    expect(await counted(true).collect()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("an all-round operator is told of the end of each round, and gives its last at the end of the loop", async () => {
    const told = iterate(from([5]), { rounds: 2 }, (n) => ({
      feedback: n.map((x) => x + 1),
      output: n.pipe(roundTeller),
    }));
    expect(await told.map((text) => `${text}!`).collect()).toEqual(["5!", "end of 0!", "6!", "end of 1!", "over!"]);
  });

  test("a loop within a loop runs to its end in each round of the outer one", async () => {
    const powers = iterate(from([1]), { rounds: 3 }, (n) => ({
      feedback: iterate(n, { rounds: 4 }, (inner) => ({ feedback: inner.map((x) => x * 2) })),
    }));
    expect(await powers.collect()).toEqual([2 ** 12]);
  });

  test("an async function may be part of a round: the round ends when all answers are there", async () => {
    const asked = iterate(from([1, 2, 3]), { rounds: 5 }, (n) => ({
      feedback: n.apply(
        mapAsync(async (x) => {
          for (let turn = 0; turn < x; turn++) await undefined;
          return x + 1;
        }),
      ),
    }));
    expect(await asked.collect()).toEqual([6, 7, 8]);
  });

  test("columns that only the body reads are read", async () => {
    const columns = fromColumns({ a: [1, 2], b: [10, 20] });
    const sums = iterate(columns, { rounds: 2 }, (rows) => ({ feedback: rows.map(({ a, b }) => ({ a: a + b, b })) }));
    expect(await sums.map(({ a }) => ({ a })).collect()).toEqual([{ a: 21 }, { a: 42 }]);
  });

  test("steps behind a loop, and before it, are as any others; metrics count rounds", async () => {
    const rows: unknown[] = [];
    const run = await iterate(
      range(10).filter((n) => n % 2 === 0),
      { rounds: 4, name: "grow" },
      (n) => ({
        feedback: n.map((x) => x + 1),
      }),
    )
      .aggregate({ rows: count(), total: sum((n) => n) })
      .forEach((each) => void rows.push(each), { parallelism: 2, batchRows: 2 });
    expect(rows).toEqual([{ rows: 5, total: 40 }]);
    expect(run.metrics.get("grow", "numRounds")).toBe(4);
    expect([run.metrics.get("grow", "numRecordsIn"), run.metrics.get("grow", "numRecordsOut")]).toEqual([5, 5]);
  });

  test("rows of inputs and those that go round are on disk where memory is short", async () => {
    const points = Array.from({ length: 500 }, (_, n) => ({ id: n, label: `point ${n}` }));
    const near = (rows: Dataset<(typeof points)[number]>) =>
      iterate(rows, { data: [from(points)], rounds: 3 }, (current, [all]) => ({
        feedback: current
          .join(
            all.map(({ id, label }) => ({ id, whole: label })),
            { on: "id" },
          )
          .map(({ id, whole }) => ({ id, label: `${whole}!` })),
      }));
    const options = { memoryBytes: 20_000, batchRows: 50 };
    const { metrics } = await near(from(points)).sinkTo(into<unknown>([])).run(options);
    expect(metrics.total("numRecordsSpilled")).toBeGreaterThan(500);
    const sorted = (rows: readonly { id: number }[]) => rows.toSorted((a, b) => a.id - b.id);
    expect(sorted(await near(from(points)).collect(options))).toEqual(
      points.map(({ id, label }) => ({ id, label: `${label}!` })),
    );
  });

  test("rows that are no plain data go round in memory", async () => {
    const dates = [new Map([[1, () => 2]])];
    const same = iterate(from(dates), { rounds: 2 }, (each) => ({ feedback: each.map((one) => one) }));
    expect(await same.collect({ memoryBytes: 1 })).toEqual(dates);
  });

  test("a stop is heard between two rounds, though there is no end of them", async () => {
    const stop = new AbortController();
    const endless = iterate(from([1]), {}, (n) => ({
      feedback: n.map((x) => {
        if (x === 100) stop.abort(new Error("enough"));
        return x + 1;
      }),
    }));
    await expect(endless.collect({ signal: stop.signal })).rejects.toThrow("enough");
  });

  test("a loop that would go on for ever ends when nobody wants more of it", async () => {
    const counting = iterate(from([1]), {}, (n) => ({ feedback: n.map((x) => x + 1), output: n }));
    expect(await counting.limit(3).collect()).toEqual([1, 2, 3]);
    const streamed = iterate(from(new Set([1]), { boundedness: "unbounded" }), {}, (n) => ({
      feedback: n.map((x) => x * 2),
      output: n,
    }));
    expect(await streamed.limit(4).collect()).toEqual([1, 2, 4, 8]);
  });

  test("a record of the body that cannot be processed is left out where its step says so", async () => {
    const bad: BadRecord[] = [];
    const growing = iterate(from([1, 2]), { rounds: 3 }, (n) => ({
      feedback: n.map(
        (x) => {
          if (x === 4) throw new RangeError("four");
          return x + 1;
        },
        { onError: deadLetter(into(bad)) },
      ),
    }));
    expect(await growing.collect()).toEqual([4]);
    expect(bad.map(({ text }) => text)).toEqual(["4"]);
  });

  test("any numbers, rounds, subtasks and crashes give what a loop over arrays gives", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }),
        fc.record({
          rounds: fc.integer({ min: 0, max: 7 }),
          parallelism: fc.integer({ min: 1, max: 3 }),
          memoryBytes: fc.constantFrom(1, 2 ** 30),
        }),
        fc.constantFrom("when told" as const, "after every call" as const),
        async (numbers, { rounds, parallelism, memoryBytes }, crashes) => {
          // Collatz: what has come to 1 is out.
          const next = (x: number): number => (x % 2 === 0 ? x / 2 : 3 * x + 1);
          const seen: string[] = [];
          let left = numbers;
          for (let round = 0; round < rounds && (round === 0 || left.length > 0); round++) {
            seen.push(...left.map((x) => `${round}: ${x}`), `${round}: ${left.length} rows`);
            left = left.map(next).filter((x) => x > 1);
          }
          const collatz = (input: Dataset<number>) =>
            iterate(input, { rounds }, (n, _, round) => {
              const rows = n
                .map((x) => `${x}`)
                .union(n.aggregate({ rows: count() }).map(({ rows: many }) => `${many} rows`));
              return {
                feedback: n.map(next).filter((x) => x > 1),
                output: rows.apply(round.map((text, at) => `${at}: ${text}`)),
              };
            });
          const got = await valuesOf(collatz, numbers, { parallelism, crashes, memoryBytes });
          expect((got as string[]).toSorted()).toEqual(seen.toSorted());
        },
      ),
      { numRuns: 60 },
    ));

  test("an error in the body names the step and the row", async () => {
    const failing = iterate(from([3]), { rounds: 9 }, (n) => ({
      feedback: n.map(
        (x) => {
          if (x === 5) throw new RangeError("too much");
          return x + 1;
        },
        { name: "grow" },
      ),
    }));
    await expect(failing.collect()).rejects.toThrow(/row 0 of grow as it threw RangeError: too much; the row is 5/);
  });

  test("k-means by plain steps gives what the loop of loops gives, in any number of subtasks and batches", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 5 }),
        fc.record({
          parallelism: fc.integer({ min: 1, max: 3 }),
          batchRows: fc.integer({ min: 1, max: 9 }),
          memoryBytes: fc.constantFrom(1, 2 ** 30),
        }),
        async (xs, k, rounds, options) => {
          const points = xs.map((x) => ({ x }));
          const centers = Array.from({ length: k }, (_, id) => ({ id, x: id * 7 - 10 }));
          const got = await lloyd(from(points), from(centers), rounds).collect(options);
          expect(got.toSorted((a, b) => a.id - b.id)).toEqual(lloydAtOnce(points, centers, rounds));
        },
      ),
      { numRuns: 60 },
    ));
});

/** Numbers what comes, for as long as it lives. */
const countingSince = (input: Dataset<number>): Dataset<number> =>
  input.pipe<number>({
    name: "count",
    open: (context) => {
      let seen = 0;
      return {
        batch: (batch) => {
          const column = {
            type: { kind: "any" },
            layout: "values",
            values: Array.from({ length: batch.rowCount }, () => ++seen),
            validity: undefined,
          } as const;
          context.emit({ ...batch, columns: [column] });
        },
      };
    },
  });

const roundTeller: Operator = {
  name: "tell",
  rounds: "all",
  open: (context) => {
    const say = (text: string): void => {
      const column = { type: { kind: "any" }, layout: "values", values: [text], validity: undefined } as const;
      context.emit({
        schema: { shape: "value", fields: [{ name: "value", type: { kind: "any" } }], index: new Map([["value", 0]]) },
        rowCount: 1,
        columns: [column],
        times: undefined,
        kinds: undefined,
        selection: undefined,
        reused: false,
      });
    };
    return {
      batch: (batch) => {
        const [column] = batch.columns;
        for (const value of (column as unknown as { values: readonly number[] }).values.slice(0, batch.rowCount))
          say(`${value}`);
      },
      endRound: (round) => say(`end of ${round}`),
      end: () => say("over"),
    };
  },
};

describe("crashes", () => {
  const bodies: Readonly<Record<string, (n: Dataset<number>) => Dataset<unknown>>> = {
    "feedback alone": (n) => iterate(n, { rounds: 5 }, (each) => ({ feedback: each.map((x) => x + 1) })),
    "outputs of each round": (n) =>
      iterate(n, {}, (each) => {
        const next = each.map((x) => x - 2).filter((x) => x > 0);
        return { feedback: next, output: next.keyBy((x) => x % 3).aggregate({ rows: count(), total: sum((x) => x) }) };
      }),
    "an end that is told": (n) =>
      iterate(n, { rounds: 50 }, (each) => {
        const next = each.map((x) => x * 2);
        return { feedback: next, until: next.filter((x) => x > 100) };
      }),
    "state through all rounds": (n) =>
      iterate(n, { rounds: 4 }, (each, _, round) => ({
        feedback: each.map((x) => x + 1),
        output: each.apply(
          round.keep((input) =>
            input
              .keyBy((x) => x % 2)
              .reduce((a, b) => a + b)
              .changelog(),
          ),
        ),
      })),
    "loops within loops": (n) =>
      iterate(n, { rounds: 3 }, (each) => ({
        feedback: iterate(each, { rounds: 2 }, (inner) => ({ feedback: inner.map((x) => x * 3) })).map((x) => x - 1),
      })),
    "async functions": (n) =>
      iterate(n, { rounds: 3 }, (each) => ({ feedback: each.apply(mapAsync(async (x) => x * 2)).map((x) => x + 1) })),
  };

  test("at another parallelism after each crash the rows that go round are dealt out anew, and none is lost", async () => {
    const bodiesOfRows = ["feedback alone", "outputs of each round", "an end that is told", "async functions"];
    for (const name of [...bodiesOfRows, "loops within loops"]) {
      const rows = [9, 4, 7, 1, 8, 2];
      const sorted = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value)).toSorted();
      const expected = await valuesOf(bodies[name]!, rows);
      for (const memoryBytes of [1, 2 ** 30]) {
        const crashes = { crashes: "after every call", restoredIn: [3, 1, 2] } as const;
        const crashed = await valuesOf(bodies[name]!, rows, { ...crashes, memoryBytes });
        expect(sorted(crashed)).toEqual(sorted(expected));
      }
    }
  });

  for (const [name, body] of Object.entries(bodies)) {
    test(`feedback records are part of a snapshot: a crash after every call changes nothing (${name})`, async () => {
      const rows = [9, 4, 7, 1];
      for (const parallelism of [1, 2]) {
        const expected = await valuesOf(body, rows, { parallelism });
        const crashed = await valuesOf(body, rows, { parallelism, crashes: "after every call" });
        expect(crashed.map((value) => JSON.stringify(value)).toSorted()).toEqual(
          expected.map((value) => JSON.stringify(value)).toSorted(),
        );
      }
    });
  }
});

describe("streams", () => {
  /** Connected components: labels go round until each component has its smallest. */
  const labels = (edges: Dataset<HalfEdge>) =>
    iterate(
      edges.flatMap((): Message[] => []),
      { data: [once(edges)] },
      (messages, [all]) => {
        const result = pipeInputs<{ vertex: number; label: number }>({ ...propagateLabels(), rounds: "all" }, [
          inputOf(all, { key: "vertex" }),
          inputOf(messages, { key: "vertex" }),
        ]);
        return { feedback: result.sideOutput<Message>("feedback"), output: result };
      },
    );

  function halves(...pairs: readonly (readonly [number, number])[]): HalfEdge[] {
    return pairs.flatMap(([a, b]) => [
      { vertex: a, neighbour: b },
      { vertex: b, neighbour: a },
    ]);
  }

  /** Union-find, one edge after another. */
  function componentsOf(edges: readonly HalfEdge[]): string[] {
    const label = new Map<number, number>();
    const root = (v: number): number => (label.get(v) === v ? v : root(label.get(v)!));
    for (const { vertex, neighbour } of edges) for (const v of [vertex, neighbour]) if (!label.has(v)) label.set(v, v);
    for (const { vertex, neighbour } of edges) {
      const [a, b] = [root(vertex), root(neighbour)];
      label.set(Math.max(a, b), Math.min(a, b));
    }
    return [...label.keys()].map((v) => `${v}: ${root(v)}`).sort();
  }

  test("bounded = unbounded: components of a stream of edges are those of the stored edges", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { maxLength: 14 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom("when told" as const, "after every call" as const),
        async (pairs, parallelism, crashes) => {
          const edges = halves(...pairs.filter(([a, b]) => a !== b));
          const expected = componentsOf(edges);
          const text = (rows: readonly unknown[]): string[] =>
            (rows as { vertex: number; label: number }[]).map(({ vertex, label }) => `${vertex}: ${label}`).sort();
          expect(text(await valuesOf(labels, edges, { boundedness: "bounded", parallelism, crashes }))).toEqual(
            expected,
          );
          expect(text(await valuesOf(labels, edges, { boundedness: "unbounded", parallelism, crashes }))).toEqual(
            expected,
          );
        },
      ),
      { numRuns: 40 },
    ));

  test("what is fed back goes in behind what came, before time goes on", async () => {
    const countdown = await harness((numbers: Dataset<number>) =>
      iterate(numbers, {}, (n) => ({ feedback: n.map((x) => x - 1).filter((x) => x > 0), output: n })),
    );
    await countdown.send({ event: "row", value: 3, timeMs: 5, change: "insert" }, { event: "watermark", timeMs: 7 });
    expect(countdown.output().map((event) => (event.event === "row" ? event.value : event.event))).toEqual([
      3,
      2,
      1,
      "watermark",
    ]);
    await countdown.send(row(2), end);
    expect(countdown.output().map((event) => (event.event === "row" ? event.value : event.event))).toEqual([
      2,
      1,
      "end",
    ]);
    await countdown.close();
  });

  test("a watermark waits for what an async function has not answered in the loop, also over a crash", async () => {
    const slowly = (numbers: Dataset<number>) =>
      iterate(numbers, {}, (n) => {
        const next = n.apply(mapAsync((x, { sleep }: AsyncContext) => sleep(10).then(() => x - 1)));
        return { feedback: next.filter((x) => x > 0), output: next };
      });
    for (const crashes of [false, true]) {
      const run = await harness(slowly);
      const seen = () => run.output().map((event) => (event.event === "row" ? event.value : event.event));
      await run.send({ event: "row", value: 2, timeMs: 5, change: "insert" }, { event: "watermark", timeMs: 7 });
      if (crashes) await run.send({ event: "crash" });
      await run.send({ event: "processingTime", timeMs: 10 });
      expect(seen()).toEqual([1]);
      if (crashes) await run.send({ event: "crash" });
      await run.send({ event: "processingTime", timeMs: 20 });
      expect(seen()).toEqual([0, "watermark"]);
      await run.send(row(2), end, { event: "processingTime", timeMs: 40 });
      expect(seen()).toEqual([1, 0, "end"]);
      await run.close();
    }
  });

  test("rounds, and what only rounds have, are refused where an input never ends", () => {
    const endless = from(new Set([1]), { boundedness: "unbounded" });
    expect(() => iterate(endless, { rounds: 3 }, (n) => ({ feedback: n, output: n }))).toThrow(
      "Cannot take rounds in iterate",
    );
    expect(() => iterate(endless, {}, (n) => ({ feedback: n, output: n, until: n }))).toThrow(
      "Cannot take until and while",
    );
    expect(() => iterate(endless, {}, (n) => ({ feedback: n }))).toThrow("without an output");
    const numbered = (n: Dataset<number>, _: unknown, round: Rounds) => ({
      feedback: n.apply(round.map((x) => x)),
      output: n,
    });
    expect(() => iterate(endless, {}, numbered)).toThrow("Cannot take round.map in iterate");
  });
});

test("datasets from outside, and what is no iteration, are refused when the plan is made", () => {
  const other = from([1]);
  expect(() => iterate(from([1]), {}, (n) => ({ feedback: n.union(other) }))).toThrow(
    /Cannot use array of 1 in the body of iterate as it comes from outside.*give it in \{ data: \[ … \] \}/,
  );
  expect(() => iterate(from([1]), {}, (n) => n as never)).toThrow(
    /its body must say what the dataset that it gives is for/,
  );
  expect(() => iterate(from([1]), { rounds: -1 }, (n) => ({ feedback: n }))).toThrow("0 or more: got -1");
  expect(() => iterate(from([1]), { data: [[1] as never] }, (n) => ({ feedback: n }))).toThrow("Cannot iterate with");
});

test("a changelog cannot go round", async () => {
  const changes = from(new Set([1]), { boundedness: "unbounded" }).reduce((a, b) => a + b);
  const looped = iterate(changes, {}, (n) => ({ feedback: n, output: n }));
  await expect(looped.forEach(() => undefined)).rejects.toThrow("Cannot iterate over a changelog in iterate");
});
