import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { match, pattern } from "../../cep/mod.ts";
import { avro } from "../../connectors/avro/mod.ts";
import { csv } from "../../connectors/csv/mod.ts";
import { duckdb } from "../../connectors/duckdb/mod.ts";
import { jsonLines } from "../../connectors/json-lines/mod.ts";
import { kafka } from "../../connectors/kafka/mod.ts";
import { parquet } from "../../connectors/parquet/mod.ts";
import {
  avg,
  count,
  type Dataset,
  from,
  job,
  type Running,
  schema,
  sliding,
  state,
  sum,
  tumbling,
} from "../../core/mod.ts";
import { graph } from "../../graph/mod.ts";
import { assemble, kMeans, loadModel } from "../../ml/mod.ts";
import { runTool } from "../services/cache.ts";

// What somebody does on the first day, in JavaScript or where a type was cast away: each error names what to do.

// biome-ignore lint/suspicious/noExplicitAny: mistakes have no types
type Loose = any;

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-first-day-"));
  writeFileSync(join(folder, "cities.csv"), "city,km\nKent,4\nBend,9\n");
  writeFileSync(join(folder, "ragged.csv"), "a,b\n1,2\n1,2,3\n");
  writeFileSync(join(folder, "array.json"), '[\n {"a":1},\n {"a":2}\n]');
});

afterEach(() => void vi.unstubAllEnvs());

afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string): string => join(folder, name);
const trips = from([
  { city: "Kent", km: 4, at: 0 },
  { city: "Bend", km: 9, at: 3_600_000 },
]) as Loose;

const withoutReturn = (row: Loose): void => {
  row.km *= 2;
};

function ticks(): Dataset<{ city: string; at: number }> {
  const endless = {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; ; at++) {
        yield { city: "Kent", at };
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
  };
  return from(endless, { boundedness: "unbounded" });
}

/** What a run is asked while it goes on. */
async function asked(output: { start(): Running }, question: (run: Running) => unknown): Promise<unknown> {
  const run = output.start();
  run.finished.catch(() => undefined);
  try {
    return await question(run);
  } finally {
    await run.stop();
  }
}

type Mistake = readonly [title: string, make: () => unknown, remedy: RegExp];

const names: readonly Mistake[] = [
  [
    "a column that is misspelled",
    () => trips.keyBy("citi").aggregate({ n: count() }).collect(),
    /"citi".*did you mean "city"\?/,
  ],
  [
    "one that only a lambda reads",
    () =>
      from(csv<Loose>(file("cities.csv")))
        .map((trip) => ({ x: trip.kilometers * 2 }))
        .collect(),
    /"kilometers".*got "city", "km"; use one of these names/,
  ],
  ["one to sort a table by", async () => (await trips.toTable()).sortBy("kms"), /"kms".*did you mean km\?/],
  ["one to draw", () => trips.plot({ x: "city", y: "kms" }), /"kms".*did you mean km\?/],
  [
    "one of a graph",
    () =>
      graph({ edges: trips, source: "from", target: "to" } as Loose)
        .pageRank()
        .collect(),
    /"from".*use one of these names/,
  ],
  [
    "an option that is misspelled",
    () => trips.discard().run({ paralelism: 4 }),
    /"paralelism".*did you mean parallelism\?/,
  ],
  [
    "a state that is misspelled",
    () =>
      asked(
        ticks()
          .keyBy("city")
          .process({ state: { seen: state.value<number>() }, row: () => [] })
          .discard(),
        (run) => run.state("sen").get("Kent"),
      ),
    /"sen".*did you mean seen\?/,
  ],
];

const otherLibraries: readonly Mistake[] = [
  [
    "groupBy, as pandas has it",
    () => trips.groupBy("city"),
    /Cannot call groupBy of a dataset .*: use keyBy\("city"\)\.aggregate/,
  ],
  ["select, as Spark has it", () => trips.select("km"), /Cannot call select of a dataset .*: use map\(\(row\) =>/],
  ["where, as SQL has it", () => trips.where("km > 3"), /Cannot call where of a dataset .*: use filter\(\(row\) =>/],
  [
    "subscribe, as RxJS has it",
    () => trips.subscribe(() => undefined),
    /Cannot call subscribe of a dataset .*: use forEach/,
  ],
  [
    "run without a sink",
    () => trips.run(),
    /Cannot call run of a dataset .*: use sinkTo\(…\)\.run\(\), or collect\(\)/,
  ],
  [
    "toCsv, as pandas has it",
    () => trips.toCsv("out.csv"),
    /Cannot call toCsv of a dataset .*: use sinkTo\(csv\("out\.csv"\)\)\.run\(\)/,
  ],
  [
    "an aggregate that is not called",
    () => trips.aggregate({ n: count }),
    /Cannot aggregate "n" .*: got function; call it, as in count\(\) or sum\(\(row\) => row\.price\)/,
  ],
  [
    "rows by key that nothing is made of",
    () => trips.keyBy("city").collect(),
    /Cannot call collect of a dataset by key .*: say aggregate/,
  ],
  [
    "a map behind keyBy",
    () => trips.keyBy("city").map((row: Loose) => row),
    /Cannot call map of a dataset by key .*: use map before keyBy/,
  ],
  [
    "windows that nothing is made of",
    () =>
      trips
        .withEventTime((row: Loose) => row.at)
        .windowAll(tumbling("1h"))
        .toTable(),
    /Cannot call toTable of rows in windows .*: say aggregate/,
  ],
];

const files: readonly Mistake[] = [
  ["a path that is misspelled", () => from(csv(file("citys.csv"))).collect(), /did you mean "cities\.csv"\?/],
  [
    "a folder that is not there",
    () => from(parquet(file("nowhere/"))).collect(),
    /got no "nowhere" in .*; check the path/,
  ],
  ["a pattern that nothing matches", () => from(csv(file("*.tsv"))).collect(), /got none below .*; check the pattern/],
  ["CSV read as Parquet", () => from(parquet(file("cities.csv"))).collect(), /if it is CSV, read it with csv\(\)/],
  ["CSV read as JSON lines", () => from(jsonLines(file("cities.csv"))).collect(), /got CSV; read it with csv\(\)/],
  ["CSV read as Avro", () => from(avro(file("cities.csv"))).collect(), /csv\(\) and jsonLines\(\) read that/],
  [
    "an array of JSON read as lines",
    () => from(jsonLines(file("array.json"))).collect(),
    /write each object on a line of its own, as `jq -c \.\[\]` does/,
  ],
  [
    "a line with a field too many",
    () => from(csv(file("ragged.csv"))).collect(),
    /line 3 .*mend the line, or say from\(…, \{ onError: "skip" \}\)/,
  ],
  [
    "two sinks of one name",
    () =>
      trips
        .sinkTo(csv(file("out.csv")))
        .and(trips.sinkTo(csv(file("out.csv"))))
        .run(),
    /unite the datasets before one sink, or give each sink its own name/,
  ],
  [
    "a path in the place of a sink",
    () => trips.sinkTo(file("out.csv")),
    /must be a sink: use for instance sinkTo\(csv\("out\.csv"\)\)/,
  ],
];

const time: readonly Mistake[] = [
  [
    "a window without event time",
    () => trips.keyBy("city").window(tumbling("1h")).aggregate({ n: count() }).collect(),
    /add \.withEventTime\(\(row\) => row\.at\) before the window/,
  ],
  [
    "a pattern without event time",
    () =>
      trips
        .keyBy("city")
        .apply(
          match(
            pattern("a", () => true)
              .next("b", () => true)
              .within("1m"),
          ),
        )
        .collect(),
    /add \.withEventTime\(\(row\) => row\.at\) before it/,
  ],
  [
    "a time that is text",
    () =>
      from([{ at: "2026-01-01" }])
        .withEventTime((row) => row.at as Loose)
        .windowAll(tumbling("1h"))
        .aggregate({ n: count() })
        .collect(),
    /parse it, as in Date\.parse\(row\.at\)/,
  ],
  ["a duration in words", () => tumbling("1 hour" as "1h"), /use milliseconds or text like .*"2h"/],
  [
    "windows with gaps between them",
    () => sliding("1m", { every: "2m" }),
    /use tumbling\(60000\) or a slide of at most 60000 ms/,
  ],
  ["all rows of a stream", () => ticks().collect(), /never ends.*use limit\(n\) before it, forEach, or for await/],
  ["a stream that is sorted", () => ticks().sort("at").discard().run(), /use a window with topK, topK\(n, …\)/],
];

const runs: readonly Mistake[] = [
  ["a promise in the place of rows", () => from(trips.collect()), /await it, as in from\(await rows\)/],
  [
    "a job that collects",
    () => job("cities", (({ from: read }: Loose) => read([1]).collect()) as Loose).run(),
    /end each dataset with \.sinkTo\(…\) or \.discard\(\) and return it/,
  ],
  [
    "checkpoints without a folder",
    () => trips.discard().run({ checkpoint: { interval: "10s" } }),
    /use for instance dir: "\.\/checkpoints"/,
  ],
  [
    "a savepoint that is not there",
    () => trips.discard().run({ checkpoint: { dir: file("a"), from: file("b") } }),
    /give the path that millrace savepoint has printed/,
  ],
  [
    "a savepoint of a run without checkpoints",
    () => asked(ticks().discard(), (run) => run.stopWithSavepoint(file("c"))),
    /run it with checkpoint: \{ dir: "\.\/checkpoints" \}/,
  ],
  [
    "a value to begin with, as arrays reduce",
    () => trips.map((row: Loose) => row.km).reduce((a: number, b: number) => a + b, 0),
    /Cannot begin reduce with a value as it begins with the first row: got 0; leave it out, or use for instance \.aggregate\(/,
  ],
  [
    "a value to begin with in a window",
    () => trips.windowAll(tumbling("1h")).reduce((a: Loose) => a, []),
    /Cannot begin reduce with a value .*: got an array; leave it out/,
  ],
  [
    "a number of rows to show",
    () => trips.show(10),
    /Cannot say by a number how many rows show\(\) shows .*; use show\(\{ head: 10 \}\)/,
  ],
  ["a number of rows to print", async () => (await trips.toTable()).print(3), /got 3; use print\(\{ head: 3 \}\)/],
  ["an order by its word", () => trips.sort("km", "desc"), /got "desc"; use for instance \{ order: "descending" \}/],
  [
    "an order as pandas has it",
    async () => (await trips.toTable()).sortBy("km", { ascending: false }),
    /"ascending".*write order: "descending" for false/,
  ],
  ["a key by its place", () => trips.join(trips, "city"), /got "city"; use for instance \{ on: … \}/],
  ["a column to draw by its place", () => trips.plot("km"), /got "km"; use for instance \{ x: … \}/],
  [
    "a folder of checkpoints by its place",
    () => trips.discard().run({ checkpoint: "./cp" }),
    /got "\.\/cp"; use for instance \{ dir: … \}/,
  ],
  [
    "columns in brackets",
    async () => (await trips.toTable()).select(["city", "km"]),
    /named one by one: got an array; leave its brackets out: "city", "km"/,
  ],
  [
    "the sum of groups, as pandas has it",
    async () => (await trips.toTable()).groupBy("city").sum("km"),
    /Cannot call sum of a table by groups .*: use aggregate\(\{ km: sum/,
  ],
  [
    "the mean of groups",
    async () => (await trips.toTable()).groupBy("city").mean(),
    /Cannot call mean .*: use aggregate\(\{ km: avg/,
  ],
  [
    "query, as pandas has it",
    async () => (await trips.toTable()).query("km > 3"),
    /Cannot call query of a table .*: use filter\(\(row/,
  ],
  [
    "a delimiter as pandas calls it",
    () => csv(file("cities.csv"), { sep: ";" } as Loose),
    /"sep".*write delimiter: ";", or leave it out/,
  ],
  [
    "edges as they are",
    () => graph(trips),
    /Cannot take the options of graph .*: got a dataset; use for instance \{ edges: … \}/,
  ],
  ["a map that gives nothing", () => trips.map(withoutReturn).collect(), /return the row, as in \.map\(\(row\) =>/],
  [
    "the mean of texts",
    () => trips.aggregate({ mean: avg((row: Loose) => row.city) }).collect(),
    /read the column as numbers \(schema\(…\) at the source\), or convert it/,
  ],
  ["a type that is none", () => schema({ km: "number" } as Loose), /use one of boolean, int32, float64/],
  [
    "a sum of a name",
    () => trips.aggregate({ km: sum("km" as Loose) }),
    /use for instance sum\(\(row\) => row\.price\)/,
  ],
];

const libraries: readonly Mistake[] = [
  [
    "a graph of an array",
    () => graph({ edges: [{ a: 1, b: 2 }], source: "a", target: "b" } as Loose),
    /must be a dataset.*use for instance from\(rows\)/,
  ],
  [
    "ways from a vertex that is none",
    () =>
      graph({ edges: from([{ a: "x", b: "y" }]), source: "a", target: "b" })
        .bfs({ from: "z" })
        .collect(),
    /use an id as it stands in the edges/,
  ],
  [
    "texts as features",
    () =>
      from([{ city: "Kent" }])
        .apply((rows) => assemble(["city"] as Loose).transform(rows as Loose))
        .collect(),
    /"city" in assemble .*"Kent" in row 0; use stringIndexer/,
  ],
  [
    "learning from a stream",
    () => kMeans({ k: 2 }).fit(ticks().map((row) => ({ features: [row.at] }))),
    /put limit\(n\) before it, or take an estimator that learns on/,
  ],
  [
    "more clusters than rows",
    () => kMeans({ k: 5 }).fit(from([{ features: [1] }])),
    /at least k = 5 rows: got 1; make k smaller/,
  ],
  [
    "a model that was not saved",
    () => loadModel(file("no-model")),
    /must be a folder that save\(\) of a model has written.*check the path/,
  ],
  [
    "a topic without a name",
    () => from(kafka({ brokers: ["127.0.0.1:9092"] } as Loose)).collect(),
    /write for instance topic: "orders"/,
  ],
  [
    "a database by another option",
    () => from(duckdb({ file: "trips.db" } as Loose)).collect(),
    /"file".*known are database.*use one of these/,
  ],
  [
    "a bucket without credentials",
    () => from(csv("s3://trips/2026.csv")).collect(),
    /set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or call useS3/,
  ],
  [
    "no Java for the services",
    () =>
      runTool("Kafka", { command: "java-that-is-not-there", args: [], from: "a JDK (Debian: default-jre-headless)" }),
    /install a JDK \(Debian: default-jre-headless\), and try again/,
  ],
];

async function messageOf(make: () => unknown): Promise<string> {
  try {
    await make();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

describe.each(Object.entries({ names, otherLibraries, files, time, runs, libraries }))("%s", (_kind, mistakes) => {
  test.each(mistakes)("%s meets an error that names the remedy", async (_title, make, remedy) => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", undefined);
    expect(await messageOf(make)).toMatch(remedy);
  });
});

test("a watermark that never moves is told with what to do about the source that holds it back", async () => {
  const silent = from(
    {
      async *[Symbol.asyncIterator]() {
        await new Promise(() => undefined);
        yield { city: "Bend", at: 0 };
      },
    },
    { boundedness: "unbounded" },
  );
  const timed = (rows: Dataset<{ city: string; at: number }>): Dataset<{ city: string; at: number }> =>
    rows.withEventTime((row) => row.at);
  const hours = timed(ticks())
    .union(timed(silent))
    .windowAll(tumbling(10))
    .aggregate({ n: count() }, { name: "hours" });
  const text = await asked(hours.discard(), async (run) => {
    await expect.poll(() => run.metrics.snapshot().steps.hours?.numRecordsIn ?? 0).toBeGreaterThan(30);
    return (await run.why("hours")).text;
  });
  expect(text).toMatch(/→ Give withEventTime #\d( \(\d\))? an idleAfter, for instance \{ idleAfter: "30s" \}/);
});

test("a Node that is too old is told by its version, not by a name that it lacks", () => {
  const { withResolvers } = Promise;
  let told: unknown;
  Reflect.deleteProperty(Promise, "withResolvers");
  try {
    trips.discard().start();
  } catch (error) {
    told = error;
  } finally {
    Object.defineProperty(Promise, "withResolvers", { value: withResolvers, configurable: true, writable: true });
  }
  expect(String(told)).toMatch(
    /Cannot run a dataset in node v\d+\..* as it must be Node 22\.18 or newer.*; install another/,
  );
});
