import { type Dataset, from, range } from "millrace";
import { expect, test } from "vitest";
import type { Operator } from "../../../core/operators/operator.ts";
import { type Happening, notingSink } from "./record.ts";

const failing = (rows: readonly unknown[]): void => {
  if (rows.length > 0) throw new Error("no space left");
};

test("a run that goes well opens, writes, prepares, commits, and closes last", async () => {
  const happened: Happening[] = [];
  await range(5).sinkTo(notingSink(happened)).run({ batchRows: 2 });
  expect(happened).toEqual([
    "sink opens 0",
    "sink writes 2",
    "sink writes 2",
    "sink writes 1",
    "sink prepares 0",
    "sink commits 5",
    "sink closes 0",
  ]);
});

test("a lambda that throws fails the run, closes everything and commits nothing", async () => {
  const happened: Happening[] = [];
  const rows = range(10).map((n) => {
    if (n === 7) throw new Error("not seven");
    return n;
  });
  await expect(rows.sinkTo(notingSink(happened)).run({ batchRows: 5 })).rejects.toThrow(/not seven.*row is 7/s);
  expect(happened).toEqual(["sink opens 0", "sink writes 5", "sink closes 0"]);
});

test("a sink that cannot write fails the run, at once or later, and no sink commits", async () => {
  for (const write of [failing, async (rows: readonly unknown[]) => failing(rows)]) {
    const happened: Happening[] = [];
    const good = range(5).sinkTo(notingSink(happened, {}, "good"));
    const bad = range(5).sinkTo(notingSink(happened, { write }, "bad"));
    await expect(good.and(bad).run()).rejects.toThrow("no space left");
    expect(happened.filter((each) => /prepares|commits/.test(each))).toEqual([]);
    expect(happened.filter((each) => /closes/.test(each)).sort()).toEqual(["bad closes 0", "good closes 0"]);
  }
});

test("a sink that cannot prepare aborts what others have prepared", async () => {
  const happened: Happening[] = [];
  const prepare = () => Promise.reject(new Error("disk full"));
  const rows = range(3);
  const both = rows.sinkTo(notingSink(happened, {}, "good")).and(rows.sinkTo(notingSink(happened, { prepare }, "bad")));
  await expect(both.run()).rejects.toThrow("disk full");
  expect(happened.filter((each) => /aborts|commits/.test(each))).toEqual(["good aborts 1", "bad aborts 0"]);
});

test("every sink and operator is closed, even where another cannot be, and the first failure is the one told", async () => {
  const happened: Happening[] = [];
  const closing: Operator = {
    name: "closing",
    open: (context) => ({
      batch: (batch) => context.emit(batch),
      close: () => {
        happened.push("operator closes");
        throw new Error("cannot close the operator");
      },
    }),
  };
  const close = () => Promise.reject(new Error("cannot close the sink"));
  const rows = range(3).pipe<number>(closing);
  const bad = rows.sinkTo(notingSink(happened, { write: failing, close }, "bad"));
  await expect(bad.and(rows.sinkTo(notingSink(happened, {}, "good"))).run()).rejects.toThrow("no space left");
  expect(happened.filter((each) => /closes/.test(each)).sort()).toEqual([
    "bad closes 0",
    "good closes 0",
    "operator closes",
  ]);
  happened.length = 0;
  await expect(rows.sinkTo(notingSink(happened)).run()).rejects.toThrow("cannot close the operator");
});

test("an operator that cannot open closes those that have", async () => {
  const happened: Happening[] = [];
  const opens: Operator = {
    name: "opens",
    open: () => ({ batch: () => undefined, close: () => void happened.push("operator closes") }),
  };
  const refuses: Operator = {
    name: "refuses",
    open: () => {
      throw new Error("no");
    },
  };
  const rows = range(3).pipe<number>(refuses).pipe<number>(opens);
  await expect(rows.sinkTo(notingSink(happened)).run()).rejects.toThrow("no");
  expect(happened).toEqual(["sink opens 0", "operator closes", "sink closes 0"]);
});

test("an unbounded source stops when a limit has what it wants", async () => {
  const got: number[] = [];
  const { rowsRead } = await range(Number.POSITIVE_INFINITY)
    .filter((n) => n % 3 === 0)
    .limit(4)
    .forEach((n) => void got.push(n), { batchRows: 5 });
  expect(got).toEqual([0, 3, 6, 9]);
  expect(rowsRead).toBe(10);
});

test("a source goes on as long as any of its consumers wants more", async () => {
  const [few, many]: [number[], number[]] = [[], []];
  const numbers = range(Number.POSITIVE_INFINITY);
  const first = numbers.limit(2).sinkTo(pushInto(few));
  await first.and(numbers.limit(20).sinkTo(pushInto(many))).run({ batchRows: 4 });
  expect([few.length, many.length]).toEqual([2, 20]);
});

test("a sink that takes its time holds its sources back", async () => {
  let writing = 0;
  let most = 0;
  let read = 0;
  let lead = 0;
  let taken = 0;
  const rows = new (class {
    *[Symbol.iterator]() {
      for (let n = 0; n < 40; n++) {
        read++;
        lead = Math.max(lead, read - taken);
        yield n;
      }
    }
  })();
  const slow = notingSink([], {
    write: async ({ length }) => {
      most = Math.max(most, ++writing);
      for (let turn = 0; turn < 50; turn++) await undefined;
      writing--;
      taken += length;
    },
  });
  await from(rows).union(from(rows)).sinkTo(slow).run({ batchRows: 4 });
  expect(most).toBe(1);
  expect(lead).toBeLessThanOrEqual(12);
  expect(taken).toBe(80);
});

test("an aborted run stops, commits nothing and rejects with the reason", async () => {
  const happened: Happening[] = [];
  const controller = new AbortController();
  const run = range(Number.POSITIVE_INFINITY)
    .map((n) => {
      if (n === 10_000) controller.abort(new Error("enough"));
      return n;
    })
    .sinkTo(notingSink(happened))
    .run({ signal: controller.signal });
  await expect(run).rejects.toThrow("enough");
  expect(happened.at(-1)).toBe("sink closes 0");
  expect(happened.some((each) => /prepares|commits/.test(each))).toBe(false);
});

test("a run that waits for a silent source can be aborted", async () => {
  const happened: Happening[] = [];
  const controller = new AbortController();
  const silent: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
  };
  const run = from(silent, { boundedness: "unbounded" })
    .sinkTo(notingSink(happened))
    .run({ signal: controller.signal });
  setTimeout(() => controller.abort(new Error("enough")), 5);
  await expect(run).rejects.toThrow("enough");
  expect(happened).toEqual(["sink opens 0", "sink closes 0"]);
});

test("a run that is aborted before it starts does nothing", async () => {
  const happened: Happening[] = [];
  const signal = AbortSignal.abort(new Error("never"));
  await expect(range(3).sinkTo(notingSink(happened)).run({ signal })).rejects.toThrow("never");
  expect(happened).toEqual([]);
});

test("a source that fails stops the others of its phase", async () => {
  const happened: Happening[] = [];
  async function* breaks(): AsyncGenerator<number> {
    yield 1;
    await undefined;
    throw new Error("connection lost");
  }
  const endless: Dataset<number> = range(Number.POSITIVE_INFINITY);
  const run = from(breaks()).union(endless).sinkTo(notingSink(happened)).run({ batchRows: 10 });
  await expect(run).rejects.toThrow("connection lost");
  expect(happened.at(-1)).toBe("sink closes 0");
});

function pushInto(rows: number[]) {
  return notingSink([], { write: (given) => void rows.push(...(given as number[])) });
}
