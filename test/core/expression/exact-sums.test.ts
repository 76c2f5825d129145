import fc from "fast-check";
import { expect, test } from "vitest";
import { addToSum, type ExactSum, totalOf, zeroSum } from "../../../core/aggregates/exact-sum.ts";
import { type Aggregate, aggregation, avg, sum } from "../../../core/aggregates/mod.ts";
import { makeBatch } from "../../../core/data/batch.ts";
import { isValid, valueAt } from "../../../core/data/column.ts";
import { columnOf, fieldOf } from "../../../core/data/column-of.ts";
import {
  type Folding,
  firstForm,
  growPartials,
  type PartialColumn,
  partialAt,
  partialColumn,
  zeroPartials,
} from "../../../core/data/partial-columns.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import { folder } from "../../../core/expression/fold.ts";
import { partialsMerger } from "../../../core/expression/merge-partials.ts";
import { resultReader } from "../../../core/expression/partial-results.ts";
import { from, sliding } from "../../../core/mod.ts";

type Value = number | null;

const entryCount = 4;
const foldings = [sum, avg].map((make) => make((row: { value: Value }) => row.value).aggregate as Folding);
const wholes = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom<Value>(0, -0, null, 2 ** 53 - 1));
const anything = fc.oneof(
  wholes,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom<Value>(0.1, 1e308, -1e308, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const rowsOf = (value: fc.Arbitrary<Value>): fc.Arbitrary<[number, Value][]> =>
  fc.array(fc.tuple(fc.nat(entryCount - 1), value), { minLength: 1, maxLength: 40 });

function emptyColumns(): PartialColumn[] {
  return foldings.map((folding) => {
    const column = partialColumn(firstForm(folding), entryCount);
    zeroPartials(column, folding, 0, entryCount);
    return column;
  });
}

/** Folds by generated loops, a batch for each part. */
function folded(parts: readonly (readonly [number, Value][])[]): PartialColumn[] {
  const partials = emptyColumns();
  const { fold } = folder(foldings, () => expect.unreachable());
  for (const part of parts.filter(({ length }) => length > 0)) {
    const values = part.map(([, value]) => value);
    const column = columnOf(values);
    const field = fieldOf("value", column, values);
    const batch = makeBatch(rowSchema([field]), part.length, [column]);
    const entries = Int32Array.from(part, ([entry]) => entry);
    fold(
      "add",
      { batch, from: 0, to: part.length, entries },
      [
        { column, field },
        { column, field },
      ],
      partials,
    );
  }
  return partials;
}

function naive(rows: readonly (readonly [number, Value])[], entry: number): ExactSum {
  return rows.reduce<ExactSum>(
    (so, [of, value]) => (of === entry && value !== null ? addToSum(so, value) : so),
    zeroSum(),
  );
}

function results(partials: readonly PartialColumn[]): unknown[][] {
  const entries = Int32Array.from({ length: entryCount }, (_, entry) => entry);
  return foldings.map((folding, at) => {
    const column = resultReader(folding)(partials[at]!, entries);
    return Array.from(entries, (entry) => (isValid(column.validity, entry) ? valueAt(column, entry) : null));
  });
}

function expected(rows: readonly (readonly [number, Value])[]): unknown[][] {
  const sums = Array.from({ length: entryCount }, (_, entry) => naive(rows, entry));
  return [
    sums.map((each) => (each.count === 0 ? null : totalOf(each))),
    sums.map((each) => (each.count === 0 ? null : totalOf(each) / each.count)),
  ];
}

test("sums and means added in generated loops are, bit by bit, what addToSum gives, in any batches", () => {
  fc.assert(
    fc.property(fc.array(rowsOf(anything), { maxLength: 4 }), (parts) => {
      const partials = folded(parts);
      const rows = parts.flat();
      expect(results(partials)).toEqual(expected(rows));
      for (let entry = 0; entry < entryCount; entry++)
        expect(partialAt(partials[1]!, entry)).toEqual(naive(rows, entry));
    }),
  );
});

test("sums stay one number an entry while they are exact, and no longer", () => {
  fc.assert(
    fc.property(rowsOf(anything), (rows) => {
      const [sums] = folded([rows]);
      const isPlain = Array.from({ length: entryCount }, (_, entry) => rows.filter(([of]) => of === entry)).every(
        (own) =>
          own.every((_, at) => {
            const { carry, infinities } = naive(own.slice(0, at + 1), own[at]![0]);
            return carry === 0 && infinities === 0;
          }),
      );
      expect(sums!.form.kind).toBe(isPlain ? "compact" : "fields");
    }),
  );
});

test.each([
  ["whole numbers into whole numbers", wholes, wholes],
  ["anything into whole numbers", wholes, anything],
  ["whole numbers into anything", anything, wholes],
  ["anything into anything", anything, anything],
])("sums of %s merge to what they are together", (_, ours, theirs) => {
  fc.assert(
    fc.property(rowsOf(ours), rowsOf(theirs), (before, after) => {
      const [target, source] = [folded([before]), folded([after])];
      const entries = Int32Array.from({ length: entryCount }, (_, entry) => entry);
      partialsMerger(foldings)(target, entries, source, entryCount);
      const merged = results(target);
      expected([...before, ...after]).forEach((column, at) => {
        column.forEach((value, entry) => {
          const got = merged[at]![entry];
          // What passes 1.8e308 on the way depends on the way.
          const largest = Math.max(
            ...[...before, ...after].map(([, each]) => Math.abs(each ?? 0)).filter(Number.isFinite),
          );
          if (value === null || got === null || largest > 1e300) expect(got === null).toBe(value === null);
          else if (!Number.isFinite(value)) expect(got).toBe(value);
          else expect(Math.abs((got as number) - (value as number))).toBeLessThanOrEqual(1e-15 * largest);
        });
      });
    }),
  );
});

test("whole numbers merge to their exact sum, also where it is rounded on the way", () => {
  fc.assert(
    fc.property(rowsOf(wholes), rowsOf(wholes), (before, after) => {
      const [target, source] = [folded([before]), folded([after])];
      const entries = Int32Array.from({ length: entryCount }, (_, entry) => entry);
      partialsMerger(foldings)(target, entries, source, entryCount);
      const exact = Array.from(entries, (entry) => {
        const own = [...before, ...after].flatMap(([of, value]) =>
          of === entry && value !== null ? [BigInt(value)] : [],
        );
        return own.length === 0 ? null : Number(own.reduce((so, value) => so + value, 0n));
      });
      expect(results(target)[0]).toEqual(exact);
    }),
    {
      examples: [
        [
          [
            [0, 2 ** 53 - 1],
            [0, 1],
          ],
          [[0, 1]],
        ],
        [[[0, 2 ** 53 - 1]], [[0, 2 ** 53 - 1]]],
      ],
    },
  );
});

test("what one number cannot say when panes are merged is said by several", async () => {
  const rows = [2 ** 53, 1, 1, 0].map((value, at) => ({ value, at: 10 * at }));
  const sums = from(rows)
    .withEventTime((row) => row.at)
    .windowAll(sliding(40, { every: 10 }))
    .aggregate({ total: sum((row) => row.value) });
  const whole = (await sums.collect()).find(({ windowStart }) => Number(windowStart) === 0);
  expect(whole!.total).toBe(2 ** 53 + 2);
});

test("a sum of −0 is 0 also where an aggregate may throw at rows", async () => {
  const unchecked: Aggregate<number, number, number> = {
    name: "unchecked",
    zero: () => 0,
    add: (so, value) => so + value,
    merge: (left, right) => left + right,
    result: (so) => so,
  };
  const rows = from([{ k: "a", v: -0 }]).keyBy("k");
  expect(await rows.aggregate({ s: sum((row) => row.v), u: aggregation(unchecked, (row) => row.v) }).collect()).toEqual(
    [{ k: "a", s: 0, u: 0 }],
  );
});

test("a table that grows keeps what sums it has, and new ones are of nothing", () => {
  const [sums] = folded([
    [
      [0, 5],
      [1, null],
    ],
  ]);
  growPartials(sums!, 2 * entryCount);
  zeroPartials(sums!, foldings[0]!, entryCount, 2 * entryCount);
  expect(Array.from({ length: 2 * entryCount }, (_, entry) => (partialAt(sums!, entry) as ExactSum).count)).toEqual([
    1, 0, 0, 0, 0, 0, 0, 0,
  ]);
});
