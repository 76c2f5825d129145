import {
  approxCountDistinct,
  countEvictor,
  countTrigger,
  countWindow,
  covariance,
  cumulate,
  customWindow,
  type Dataset,
  deltaEvictor,
  from,
  generate,
  histogram,
  inputOf,
  iterate,
  lookupJoin,
  mapAsync,
  mapPartition,
  maxBy,
  minBy,
  quantile,
  quantiles,
  replay,
  session,
  sliding,
  stddev,
  timeEvictor,
  timeoutTrigger,
  topK,
  tumbling,
  variance,
} from "millrace";
import { describe, expect, test } from "vitest";

// What plain JavaScript may write.
// biome-ignore lint/suspicious/noExplicitAny: the compiler would refuse it
type Untyped = any;

const rows = from([{ id: 1, at: 1 }]) as Untyped;
const other = from([{ id: 1, at: 1 }]) as Untyped;
const untyped = <Made>(make: Made): Untyped => make;

const misspelt: readonly (readonly [option: string, known: string, call: () => unknown])[] = [
  ["nmae", "name", () => rows.map(() => 1, { nmae: "x" })],
  ["onerror", "onError", () => rows.filter(() => true, { onerror: "skip" })],
  ["nmae", "name", () => rows.flatMap(() => [], { nmae: "x" })],
  ["outOfOrderness", "outOfOrder", () => rows.withEventTime(() => 1, { outOfOrderness: "5s" })],
  ["nmae", "name", () => rows.aggregate({ n: topK(1, () => 1) }, { nmae: "x" })],
  ["nmae", "name", () => rows.reduce(() => 1, { nmae: "x" })],
  ["hows", "how", () => rows.join(other, { on: "id", hows: "left" })],
  ["ordre", "order", () => rows.sort("id", { ordre: "descending" })],
  ["oder", "order", () => rows.sort([{ by: "id", oder: "descending" }])],
  ["windwo", "window", () => rows.coGroup(other, { on: "id", windwo: 1 }, () => [])],
  ["sideOutput", "sideOutputs", () => rows.process(() => undefined, { sideOutput: ["a"] })],
  ["nmae", "name", () => rows.distinct({ nmae: "x" })],
  ["nmae", "name", () => rows.distinctBy("id", { nmae: "x" })],
  ["kepe", "keep", () => rows.deduplicate({ by: "id", kepe: "last" })],
  ["oder", "order", () => rows.topK(1, () => 1, { oder: "ascending" })],
  ["nmae", "name", () => rows.limit(1, { nmae: "x" })],
  ["sead", "seed", () => rows.sample(0.5, { sead: 1 })],
  ["nmae", "name", () => rows.changelog({ nmae: "x" })],
  ["onErrors", "onError", () => untyped(from)([1], { onErrors: "skip" })],
  ["nmae", "name", () => rows.keyBy("id").aggregate({ n: topK(1, () => 1) }, { nmae: "x" })],
  ["nmae", "name", () => rows.keyBy("id").reduce(() => 1, { nmae: "x" })],
  ["uper", "upper", () => rows.keyBy("id").intervalJoin(other.keyBy("id"), { uper: 1, select: () => 1 })],
  ["nmae", "name", () => rows.windowAll(tumbling(1)).reduce(() => 1, { nmae: "x" })],
  ["side", "sides", () => rows.windowAll(tumbling(1)).process(() => [], { side: ["late"] })],
  ["ofset", "offset", () => untyped(tumbling)("1h", { ofset: 1 })],
  ["evry", "every", () => untyped(sliding)("1h", { evry: "1m" })],
  ["upto", "upTo", () => untyped(cumulate)("1m", { upto: "1h" })],
  ["tiem", "time", () => untyped(session)("1m", { tiem: "processing" })],
  ["tiem", "time", () => untyped(customWindow)("own", () => [], { tiem: "processing" })],
  ["evry", "every", () => untyped(countWindow)(3, { evry: 1 })],
  ["wehn", "when", () => untyped(countEvictor)(3, { wehn: "after" })],
  ["wehn", "when", () => untyped(timeEvictor)(3, { wehn: "after" })],
  ["wehn", "when", () => untyped(deltaEvictor)(3, () => 1, { wehn: "after" })],
  ["aftr", "after", () => untyped(timeoutTrigger)(countTrigger(1), { aftr: 1 })],
  ["precison", "precision", () => untyped(approxCountDistinct)(() => 1, { precison: 4 })],
  ["tie", "ties", () => untyped(maxBy)(() => 1, { tie: "all" })],
  ["tie", "ties", () => untyped(minBy)(() => 1, { tie: "all" })],
  ["off", "of", () => untyped(variance)(() => 1, { off: "population" })],
  ["off", "of", () => untyped(stddev)(() => 1, { off: "population" })],
  ["off", "of", () => untyped(covariance)(() => [1, 1], { off: "population" })],
  ["exactUpto", "exactUpTo", () => untyped(quantile)(() => 1, 0.5, { exactUpto: 1 })],
  ["exactUpto", "exactUpTo", () => untyped(quantiles)(() => 1, [0.5], { exactUpto: 1 })],
  ["ordr", "order", () => untyped(topK)(1, () => 1, { ordr: "ascending" })],
  ["bin", "bins", () => untyped(histogram)(() => 1, { from: 0, to: 1, bin: 3 })],
  ["perSeconds", "perSecond", () => untyped(generate)({ make: () => 1, perSeconds: 1 })],
  ["capcity", "capacity", () => untyped(mapAsync)(() => 1, { capcity: 3 })],
  ["atempts", "attempts", () => untyped(mapAsync)(() => 1, { retry: { atempts: 3 } })],
  ["lokup", "lookup", () => untyped(lookupJoin)({ by: () => 1, lokup: () => 1 })],
  ["tll", "ttl", () => untyped(lookupJoin)({ by: () => 1, lookup: () => 1, cache: { tll: 3 } })],
  ["round", "rounds", () => untyped(iterate)(rows, { round: 3 }, (each: unknown) => ({ feedback: each }))],
  ["feedbck", "feedback", () => untyped(iterate)(rows, {}, (each: unknown) => ({ feedbck: each }))],
  ["naem", "name", () => rows.apply(untyped(mapPartition)(() => [], { naem: "x" }))],
  ["keys", "key", () => untyped(inputOf)(rows, { keys: "id" })],
  ["speedup", "speedUp", () => untyped(replay)(undefined, { time: "at", speedup: 1 })],
];

const unknownChoices: readonly (readonly [text: string, call: () => unknown])[] = [
  ['order in sort as it must be "ascending" or "descending": got "asc"', () => rows.sort("id", { order: "asc" })],
  ['nulls in sort as it must be "last" or "first": got "top"', () => rows.sort("id", { nulls: "top" })],
  [
    'order in sort #1 as it must be "ascending" or "descending": got "desc"',
    () => rows.sort({ by: "id", order: "desc" }),
  ],
  ['order in topK as it must be "descending" or "ascending": got "asc"', () => rows.topK(1, () => 1, { order: "asc" })],
  ['order in topK() as it must be "descending" or "ascending"', () => untyped(topK)(1, () => 1, { order: "asc" })],
  ['ties in maxBy() as it must be "first" or "all": got "both"', () => untyped(maxBy)(() => 1, { ties: "both" })],
  ['how in join as it must be "inner" or "left" or', () => rows.join(other, { on: "id", how: "outer" })],
  ['keep in deduplicate as it must be "first" or "last"', () => rows.deduplicate({ by: "id", keep: "newest" })],
  ['time in tumbling as it must be "event" or "processing"', () => untyped(tumbling)("1h", { time: "clock" })],
  ['boundedness in from as it must be "bounded" or "unbounded"', () => untyped(from)([1], { boundedness: "no" })],
  ['when in countEvictor as it must be "before" or "after"', () => untyped(countEvictor)(1, { when: "then" })],
  ['of in stddev() as it must be "sample" or "population"', () => untyped(stddev)(() => 1, { of: "all" })],
];

describe("options in plain JavaScript", () => {
  test.each(misspelt)("the misspelt option %s is told %s, whoever takes it", (option, known, call) => {
    expect(call).toThrow(
      new RegExp(`^Cannot set "${option}" in .* as there is no such option: .*did you mean .*\\b${known}\\b`),
    );
  });

  test.each(unknownChoices)("a choice that there is not is refused: %s", (text, call) => {
    expect(call).toThrow(`Cannot set ${text}`);
  });

  test("a run refuses what it does not know, wherever it is started", async () => {
    const message = /^Cannot set "paralelism" in (?:run|show) as there is no such option: .*did you mean parallelism\?/;
    const options = { paralelism: 4 };
    for (const started of [
      rows.collect(options),
      rows.toTable(options),
      rows.show(options),
      rows.forEach(() => undefined, options),
      rows.discard().run(options),
      rows.explain("plan", options),
    ]) {
      await expect(started).rejects.toThrow(message);
    }
  });

  test("what must be said is asked for", () => {
    expect(() => rows.join(other)).toThrow(
      "Cannot take the options of join as they must be an object: got undefined; use for instance { on: … }",
    );
    expect(() => untyped(sliding)("1h")).toThrow("Cannot take the options of sliding as they must be an object");
    expect(() => rows.deduplicate()).toThrow("use for instance { by: … }");
    expect(() => untyped(histogram)(() => 1, 3)).toThrow(
      "Cannot take the options of histogram() as they must be an object: got 3",
    );
  });

  test("a name that is no text, a schema that is none, a dead letter without sink and a select that is no function are refused", () => {
    expect(() => rows.map(() => 1, { name: 5 })).toThrow("Cannot name map #1 as a name must be text: got 5");
    expect(() => rows.map(() => 1, { name: "" })).toThrow("Cannot name map #1 as a name must be text: got none");
    expect(() => rows.map(() => 1, "fast")).toThrow(
      'Cannot take the options of map #1 as they must be an object: got "fast"',
    );
    expect(() => untyped(from)([1], { schema: { a: "int32" } })).toThrow(
      "Cannot take the schema of from as it must be what schema(…) makes: got an object",
    );
    expect(() => rows.map(() => 1, { onError: { deadLetter: [] } })).toThrow(
      "Cannot write to an array of 0 as it must be a sink",
    );
    expect(() => rows.join(other, { on: "id", select: "id" })).toThrow(
      'Cannot join in join #1 as it takes a function of a row: got "id"',
    );
    expect(() => rows.keyBy("id").intervalJoin(other.keyBy("id"), {})).toThrow(
      "Cannot join by an interval as it takes a function",
    );
  });

  test("a key of several things is of columns by name, or one function makes it", () => {
    expect(() => rows.keyBy("id", (row: { at: number }) => row.at)).toThrow(
      'Cannot key rows by several things as they must all be columns by name: got "id" and a function; ' +
        "make one key of them, like .keyBy((row) => ({ city: row.city, day: row.day }))",
    );
    expect(() => rows.keyBy((row: { at: number }) => row.at, { name: "x" })).toThrow("got a function and an object");
    expect(() => rows.keyBy("id", "at")).not.toThrow();
  });

  test("options of a longer list reach the step that they are for", async () => {
    const named = (dataset: Dataset<unknown>): Promise<string> => dataset.explain();
    expect(await named(rows.deduplicate({ by: "id", name: "mine", onError: "skip" }))).toContain("mine");
    expect(await named(rows.topK(1, () => 1, { name: "mine", order: "ascending" }))).toContain("mine");
    expect(await named(rows.sort("id", { name: "mine", nulls: "first" }))).toContain("mine");
  });
});
