import fc from "fast-check";
import {
  avg,
  count,
  countDistinct,
  cumulate,
  type Dataset,
  from,
  into,
  max,
  min,
  quantile,
  type RunOptions,
  sliding,
  sum,
  tumbling,
} from "../../core/mod.ts";

/** A record of the random datasets: small domains, so that keys, ties and nulls meet. */
export interface Sample {
  readonly at: number;
  readonly key: string;
  readonly group: number;
  readonly value: number | null;
}

/** Records come at most this much later than a newer one. */
export const outOfOrderMs = 50;

export const samples: fc.Arbitrary<Sample[]> = fc.array(
  fc.record({
    at: fc.integer({ min: -300, max: 1500 }),
    key: fc.constantFrom("a", "b", "c", "ä", ""),
    group: fc.integer({ min: -2, max: 3 }),
    value: fc.option(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ noNaN: true, min: -5, max: 5 })), {
      freq: 6,
    }),
  }),
  { maxLength: 120 },
);

/** In an order in which no record is later than the bound allows: sorted by time plus a delay below it. */
export function jittered(rows: readonly Sample[], delays: readonly number[]): Sample[] {
  const due = rows.map((row, n) => ({ row, due: row.at + (delays[n % Math.max(1, delays.length)] ?? 0) }));
  return due.sort((a, b) => a.due - b.due).map(({ row }) => row);
}

type Step = (input: Dataset<Sample>) => Dataset<Sample>;

const steps: Readonly<Record<string, Step>> = {
  "filter value": (rows) => rows.filter((row) => row.value !== null && row.value > -3),
  "filter escaping": (rows) => rows.filter((row) => Object.values(row).length > 0 && row.group !== 2),
  "map literal": (rows) => rows.map((row) => ({ at: row.at, key: row.key, group: row.group * 2, value: row.value })),
  "map spread": (rows) => rows.map((row) => ({ ...row, key: `${row.key}!` })),
  flatMap: (rows) => rows.flatMap((row) => (row.group < 0 ? [] : [row, { ...row, group: row.group + 1 }])),
  "deduplicate last": (rows) => rows.deduplicate({ by: "key", keep: "last", orderBy: (row) => order(row) }),
  "top of group": (rows) =>
    rows.keyBy("group").topK(2, [(row) => row.value, { by: (row) => order(row), order: "ascending" }]),
  distinct: (rows) => rows.distinct(),
  union: (rows) => rows.union(rows.filter((row) => row.group > 0)),
};

/** Total, so that the order of arrival does not count. */
function order({ at, key, group, value }: Sample): string {
  return [String(at + 1000).padStart(6, "0"), key, group, value].join("|");
}

type Ending = (input: Dataset<Sample>) => Dataset<unknown>;

const aggregates = {
  rows: count(),
  values: count((row: Sample) => row.value),
  total: sum((row: Sample) => row.value),
  mean: avg((row: Sample) => row.value),
  least: min((row: Sample) => row.value),
  greatest: max((row: Sample) => row.value),
  median: quantile((row: Sample) => row.value, 0.5),
  kinds: countDistinct((row: Sample) => row.group),
};

const endings: Readonly<Record<string, Ending>> = {
  "rows as they are": (rows) => rows,
  "aggregate of all": (rows) => rows.aggregate(aggregates),
  "aggregate by text": (rows) => rows.keyBy((row) => row.key).aggregate(aggregates),
  "aggregate by name": (rows) => rows.keyBy("group").aggregate(aggregates),
  "aggregate by two": (rows) => rows.keyBy((row) => ({ k: row.key, g: row.group })).aggregate(aggregates),
  "reduce by key": (rows) =>
    rows
      .keyBy((row) => row.group)
      .reduce((a, b) => (String([a.at, a.key, a.value]) > String([b.at, b.key, b.value]) ? a : b)),
  "aggregate of aggregates": (rows) =>
    rows
      .keyBy("key")
      .aggregate({ rows: count(), top: max((row: Sample) => row.value) })
      .keyBy((each) => each.rows)
      .aggregate({ keys: count(), least: min((each) => each.top), tops: countDistinct((each) => each.top) }),
  "join by key": (rows) =>
    rows.join(
      rows.filter((row) => row.group > 0).map((row) => ({ key: row.key, right: row.at })),
      { on: "key" },
    ),
  "full join": (rows) =>
    rows
      .map((row) => ({ group: row.group, left: row.at }))
      .join(
        rows.map((row) => ({ group: row.group + 1, right: row.key })),
        {
          on: "group",
          how: "full",
          select: (left, right) => ({ left: left?.left ?? null, right: right?.right ?? null }),
        },
      ),
  "full join of columns": (rows) =>
    rows
      .map((row) => ({ group: row.group, left: row.at }))
      .join(
        rows.filter((row) => row.group > 0).map((row) => ({ group: row.group + 1, right: row.key })),
        { on: "group", how: "full" },
      ),
  "semi join": (rows) =>
    rows.join(
      rows.filter((row) => row.value !== null && row.value > 3),
      { on: "group", how: "semi" },
    ),
  "anti join": (rows) =>
    rows.join(
      rows.filter((row) => row.value !== null && row.value > 3),
      { on: "group", how: "anti" },
    ),
  "best of each": (rows) => rows.keyBy("key").topK(3, [(row) => order(row)], { rank: "rank" }),
  tumbling: (rows) =>
    rows
      .keyBy((row) => row.key)
      .window(tumbling(100, { offset: 30 }))
      .aggregate(aggregates),
  sliding: (rows) =>
    rows
      .keyBy((row) => row.group)
      .window(sliding(100, { every: 40 }))
      .aggregate(aggregates),
  cumulate: (rows) =>
    rows
      .keyBy("key")
      .window(cumulate(50, { upTo: 200 }))
      .aggregate(aggregates),
  "windows of all": (rows) => rows.windowAll(tumbling(250)).aggregate(aggregates),
  "windows of windows": (rows) =>
    rows
      .keyBy((row) => row.group)
      .window(sliding(100, { every: 50 }))
      .aggregate({ rows: count() })
      .windowAll(tumbling(50))
      .aggregate({ most: max((window) => window.rows), groups: count() }),
};

/** A random program: steps, then what is made of the rows. */
export interface Program {
  readonly steps: readonly string[];
  readonly ending: string;
}

/** Steps behind which a stream takes rows back, and what cannot be made of such a one. */
const changing: readonly string[] = ["deduplicate last", "top of group"];
const onlyOfNewRows: readonly string[] = ["tumbling", "sliding", "cumulate", "windows of all", "windows of windows"];

export const programs: fc.Arbitrary<Program> = fc
  .record({
    steps: fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 4 }),
    ending: fc.constantFrom(...Object.keys(endings)),
  })
  .filter(
    (program) => !onlyOfNewRows.includes(program.ending) || !program.steps.some((step) => changing.includes(step)),
  );

export function datasetOf(
  program: Program,
  rows: Iterable<Sample>,
  boundedness: "bounded" | "unbounded",
): Dataset<unknown> {
  // A generator is a stream to the planner; an array is stored data.
  return builtOn(program, boundedness === "bounded" ? from([...rows]) : from(iterate(rows), { boundedness }));
}

/** A program over any source of records that come at most `outOfOrderMs` late. */
export function builtOn(program: Program, source: Dataset<Sample>): Dataset<unknown> {
  const timed = source.withEventTime((row) => row.at, { outOfOrder: outOfOrderMs });
  return endings[program.ending]!(program.steps.reduce((dataset, name) => steps[name]!(dataset), timed));
}

function iterate(rows: Iterable<Sample>): Iterable<Sample> {
  return { [Symbol.iterator]: () => rows[Symbol.iterator]() };
}

/** What is left at the end, in an order of its own. */
export async function finalRows(dataset: Dataset<unknown>, options: RunOptions = {}): Promise<string[]> {
  const rows: unknown[] = [];
  await dataset.sinkTo(into(rows)).run(options);
  return rows.map((row) => JSON.stringify(inOrder(row), rounded)).sort();
}

/** Rows without a partner have their columns in another order. */
function inOrder(row: unknown): unknown {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return row;
  return Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Sums of doubles may differ in the last bits by the order of merging. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value;
}
