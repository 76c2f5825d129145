import { expect, test } from "vitest";
import {
  countTrigger,
  countWindow,
  cumulate,
  from,
  globalWindow,
  session,
  sliding,
  tumbling,
} from "../../../core/mod.ts";

interface Row {
  k: number;
  at: number;
  v: number;
  seen: number[];
}

const rows = (): Row[] => Array.from({ length: 12 }, (_, n) => ({ k: n % 2, at: n * 2, v: 1, seen: [n] }));

const pure = (a: Row, b: Row): Row => ({ ...a, v: a.v + b.v, seen: [...a.seen, ...b.seen] });

/** What JavaScript's own `reduce` is often given. */
const changing = (a: Row, b: Row): Row => {
  a.v += b.v;
  a.seen.push(...b.seen);
  return a;
};

/** Gives whichever row is the greater, changed where it is the left one. */
const choosing = (a: Row, b: Row): Row => {
  if (a.v < b.seen[0]!) return b;
  a.v += b.seen[0]!;
  return a;
};

const choosingPure = (a: Row, b: Row): Row => (a.v < b.seen[0]! ? b : { ...a, v: a.v + b.seen[0]! });

const reduces = [
  ["changes its left row", changing, pure],
  ["gives either row, the left one changed", choosing, choosingPure],
] as const;

const timed = (given = rows()) => from(given).withEventTime((row) => row.at, { outOfOrder: 5 });

const queries = {
  tumbling: (f: typeof pure) => timed().keyBy("k").window(tumbling(10)).reduce(f),
  "sliding windows that share rows": (f: typeof pure) =>
    timed()
      .keyBy("k")
      .window(sliding(10, { every: 5 }))
      .reduce(f),
  "many sliding windows": (f: typeof pure) =>
    timed()
      .windowAll(sliding(40, { every: 1 }))
      .reduce(f),
  cumulate: (f: typeof pure) =>
    timed()
      .keyBy("k")
      .window(cumulate(5, { upTo: 20 }))
      .reduce(f),
  session: (f: typeof pure) => timed().keyBy("k").window(session(5)).reduce(f),
  "count windows that share rows": (f: typeof pure) =>
    timed()
      .windowAll(countWindow(4, { every: 2 }))
      .reduce(f),
  "a global window that fires again and again": (f: typeof pure) =>
    timed().windowAll(globalWindow()).trigger(countTrigger(2)).reduce(f),
  "a key": (f: typeof pure) => timed().keyBy("k").reduce(f),
  "all rows": (f: typeof pure) => from(rows()).reduce(f),
};

for (const [what, changer, alike] of reduces) {
  test.each(Object.entries(queries))(
    `a function that ${what} reduces like one that changes nothing: %s`,
    async (_, query) => {
      for (const options of [{}, { batchRows: 2 }]) {
        const expected = await query(alike).collect(options);
        expect(await query(changer).collect(options)).toEqual(expected);
      }
    },
  );

  test(`a changelog holds what was, where a function ${what}`, async () => {
    const changes = async (f: typeof pure) => {
      const given: string[] = [];
      const stream = (async function* () {
        yield* rows();
      })();
      await from(stream, { boundedness: "unbounded" })
        .keyBy("k")
        .reduce(f)
        .changelog()
        .forEach(({ change, row }) => void given.push(`${change} ${JSON.stringify(row)}`), { batchRows: 3 });
      return given;
    };
    const expected = await changes(alike);
    expect(expected.length).toBeGreaterThan(8);
    expect(await changes(changer)).toEqual(expected);
  });
}

test("the rows of the user's own array stay as they are, and can be read again", async () => {
  const given = rows();
  const query = from(given).keyBy("k").reduce(changing);
  const first = await query.collect();
  expect(given).toEqual(rows());
  expect(await query.collect()).toEqual(first);
});
