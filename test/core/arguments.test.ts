import { describe, expect, test } from "vitest";
import { csv } from "../../connectors/csv/mod.ts";
import { jsonLines } from "../../connectors/json-lines/mod.ts";
import { parquet } from "../../connectors/parquet/mod.ts";
import * as millrace from "../../core/mod.ts";
import {
  count,
  Dataset,
  deltaEvictor,
  deltaTrigger,
  from,
  globalWindow,
  quantiles,
  sum,
  tumbling,
} from "../../core/mod.ts";

// Who has no compiler gives anything anywhere: it works, or is told in a sentence of the house. No public function lets an
// error of the language out, which is of what stands in it, nor waits for ever.

type Call = (...given: unknown[]) => unknown;
type Loose = Record<string, Call>;

const anything: readonly unknown[] = [undefined, null, 5, Number.NaN, "x", {}, [], () => undefined];
const seconds: readonly unknown[] = [undefined, null, 5, "x", {}, []];

/** What who writes operators calls, for batches and for bytes, most of it for each value: the compiler looks at what they are given, as nothing else could at no cost. */
const ofOperators: ReadonlySet<string> = new Set([
  ...[
    "take",
    "keep",
    "compact",
    "concatBatches",
    "lengthOf",
    "columnOf",
    "isValid",
    "valueAt",
    "rowReader",
    "evaluator",
    "keyedInput",
  ],
  ...["readValue", "writeValue", "writtenBytes", "keyedBytes", "groupWriter"],
  // What libraries that add operators are given to say the same in the same words.
  ...["rowSchema", "columnNamed", "missingColumn", "checkOptions", "requireOptions", "nearestNames", "lambdaText"],
  // … and to read and write formats of their own: given anything they would write files of that name.
  ...["readPieces", "writePieces"],
  // … and to run kernels of their own.
  "compileWasm",
  // … and threads of their own: given anything they would start one that loads it.
  "startModule",
]);

const rows = (): Dataset<{ k: number; at: number }> => from([{ k: 1, at: 1 }]).withEventTime((row) => row.at);

/** The functions and methods that an application calls, by name. */
function* publicCalls(): Generator<readonly [name: string, call: Call]> {
  for (const [name, call] of Object.entries({ ...millrace, csv, jsonLines, parquet } as unknown as Loose)) {
    const isClass = typeof call === "function" && /^class/.test(Function.prototype.toString.call(call));
    if (typeof call === "function" && !isClass && !ofOperators.has(name)) yield [name, call];
  }
  const things: Readonly<Record<string, () => object>> = {
    dataset: rows,
    keyed: () => rows().keyBy("k"),
    windowed: () => rows().keyBy("k").window(tumbling(10)),
    connected: () => rows().connect(rows()),
    "keyed connected": () => rows().keyBy("k").connect(rows().keyBy("k")),
    "connected to rules": () => rows().connect(rows().broadcast()),
    "keyed, connected to rules": () => rows().keyBy("k").connect(rows().broadcast()),
    output: () => rows().discard(),
    job: () => millrace.job("j", ({ from }) => from([1]).discard()),
  };
  // What prints, what goes on by itself, and what says at once that a dataset is no array.
  const left = new Set(["constructor", "print", "show", "start", "length"]);
  for (const [kind, make] of Object.entries(things)) {
    const methods = kind === "job" ? ["output", "run"] : Object.getOwnPropertyNames(Object.getPrototypeOf(make()));
    for (const method of methods) {
      if (left.has(method) || typeof (make() as Loose)[method] !== "function") continue;
      yield [`${kind}.${method}`, (...given) => ranThrough((make() as Loose)[method]!(...given))];
    }
  }
}

function ranThrough(made: unknown): unknown {
  return made instanceof Dataset ? made.collect() : made;
}

/** What an error of the language says; undefined where it works, or is told. */
async function unexplained(call: Call, given: readonly unknown[]): Promise<string | undefined> {
  try {
    await call(...given);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return /^Cannot (?!read propert|set propert|destructure|convert|use 'in')/.test(message) ? undefined : message;
  }
}

describe("whatever it is given, it works or says in a sentence what it takes", () => {
  test.each([...publicCalls()])("%s", async (_name, call) => {
    const found: unknown[] = [];
    for (const first of anything) {
      for (const second of seconds) {
        const message = await unexplained(call, second === undefined ? [first] : [first, second]);
        if (message !== undefined) found.push([first, second, message]);
      }
    }
    expect(found).toEqual([]);
  });
});

describe("what would be taken for something else is refused", () => {
  const cases: Readonly<Record<string, readonly [call: () => unknown, told: RegExp]>> = {
    "csv()": [
      () => (csv as Call)(),
      /^Cannot tell the files as they must be given by a path.*: got undefined; use for instance/,
    ],
    "csv([])": [() => csv([]), /: got an empty list; use for instance csv\("flights\/\*\.csv"\)/],
    "quantiles(fn, 0.5)": [
      () => (quantiles as Call)((n: number) => n, 0.5),
      /must be an array: got 0.5; .*or quantile\(…, 0\.5\) for one/,
    ],
    "intervalJoin(array)": [
      () => (rows().keyBy("k") as unknown as Loose).intervalJoin!([]),
      /^Cannot join by an interval with .* as it must be a dataset/,
    ],
    "intervalJoin without keyBy": [
      () => (rows().keyBy("k") as unknown as Loose).intervalJoin!(rows(), {}),
      /a dataset that has no key as rows of equal keys meet: got one without keyBy; say keyBy on both/,
    ],
    "pipe({})": [
      () => (rows() as unknown as Loose).pipe!({}),
      /^Cannot pipe rows into an object as it must be an operator/,
    ],
    "aggregate([count()])": [
      () => (rows() as unknown as Loose).aggregate!([count()]),
      /^Cannot aggregate in aggregate as each result must have a name: got an array; use/,
    ],
    "sum()": [
      () => (rows() as unknown as Loose).aggregate!({ n: (sum as Call)() }),
      /as it takes a function of a row: got undefined; use for instance sum\(/,
    ],
    "deltaTrigger(NaN)": [
      () => deltaTrigger(Number.NaN, () => 1),
      /its threshold must be a number from 0 on: got NaN; use for instance deltaTrigger\(/,
    ],
    "deltaTrigger(-1)": [() => deltaTrigger(-1, () => 1), /got -1;/],
    'deltaTrigger("5")': [() => (deltaTrigger as Call)("5", () => 1), /got "5";/],
    "deltaEvictor(NaN)": [
      () => deltaEvictor(Number.NaN, () => 1),
      /^Cannot build a delta evictor .*: got NaN; use for instance deltaEvictor\(/,
    ],
  };
  test.each(Object.keys(cases))("%s", (name) => expect(cases[name]![0]).toThrow(cases[name]![1]));

  test("a delta that is no number, and a reduce that gives nothing", async () => {
    const windows = rows().union(rows()).windowAll(globalWindow());
    const delta = deltaTrigger<{ k: number; at: number }>(1, () => "far" as never);
    await expect(windows.trigger(delta).aggregate({ n: count() }).collect()).rejects.toThrow(
      /Cannot compare rows in a delta trigger as its function must give a number: got "far"/,
    );
    const reduced = rows()
      .union(rows())
      .reduce((() => undefined) as never);
    await expect(reduced.collect()).rejects.toThrow(
      /Cannot reduce with a function that gives nothing .*: got undefined/,
    );
  });
});
