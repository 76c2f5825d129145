import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { from } from "../../core/mod.ts";
import { onlineSgdClassifier, onlineStandardScaler, pipeline } from "../../ml/mod.ts";
import { streamOf } from "../ml/online/facts.ts";
import { commandLine } from "./command-line.ts";

const cli = commandLine();
const rowsPerFile = 80; // A file is a batch: a checkpoint comes between two.
const files = 45;

/** Learns from files, slowly; writes each version with all that it has learned, and each row as it was served or answered. */
const job = `import { job } from "millrace";
import { jsonLines } from "millrace/connectors/json-lines";
import * as ml from "millrace/ml";

const busy = (ms) => { for (const until = performance.now() + ms; performance.now() < until; ); };
const plain = (_, value) => (ArrayBuffer.isView(value) ? [...value] : value);
const scaler = () => ml.onlineStandardScaler();

const estimators = {
  "sgd in a pipeline": () => ml.pipeline([scaler(), ml.onlineSgdClassifier({ every: 200, learningRate: 0.1 })]),
  FTRL: () => ml.onlineLogisticRegression({ every: 200, learningRate: 0.1 }),
  "bagged adaptive trees": () =>
    ml.leveragingBagging(ml.hoeffdingAdaptiveTreeClassifier({ every: 200, grace: 30, delta: 0.1, leastRows: 30, driftDelta: 0.2 }), { models: 3 }),
};

export default job("trainer", ({ from, parameter }) => {
  const read = () => from(jsonLines(parameter("in") + "/*.jsonl")).map((row) => ({ ...row })).withEventTime((row) => row.at);
  const ms = Number(parameter("ms"));
  let seen = 0;
  const slow = read().map((row) => {
    if (++seen % 20 === 0) busy(ms);
    if (seen % 100 === 0) console.log("learned " + row.at);
    return row;
  });
  const out = parameter("out");
  const estimator = estimators[parameter("estimator")]();
  const models = estimator.fit(slow);
  const text = ({ version, time, learned }) => ({ version, time, learned: JSON.stringify(learned, plain) });
  const written = models.versions.map(text).sinkTo(jsonLines(out + "-versions"));
  if (!parameter("estimator").includes("pipeline")) return written;
  const tested = slow.apply(ml.testThenTrain(estimator)).map(({ at, probability }) => ({ at, p: probability[1] }));
  const served = models.transform(read()).map(({ at, modelVersion, probability }) => ({ at, modelVersion, p: probability[1] }));
  return written.and(tested.sinkTo(jsonLines(out + "-tested"))).and(served.sinkTo(jsonLines(out + "-served")));
});
`;

interface Line {
  readonly at: number;
  readonly p: number;
  readonly version: number;
  readonly modelVersion: number;
  readonly learned: string;
}

function linesOf(folder: string): Line[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(".")) : [];
  const texts = names.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
  return texts.filter((text) => text !== "").map((text) => JSON.parse(text));
}

const sorted = (lines: readonly Line[]): Line[] =>
  [...lines].sort((a, b) => (a.version ?? 0) - (b.version ?? 0) || (a.at ?? 0) - (b.at ?? 0));

function writeRows(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const rows = streamOf(files * rowsPerFile, 2);
  for (let file = 0; file < files; file++) {
    const own = rows.slice(file * rowsPerFile, (file + 1) * rowsPerFile);
    const text = own.map((row, at) => JSON.stringify({ ...row, at: file * rowsPerFile + at })).join("\n");
    writeFileSync(join(folder, `${String(file).padStart(2, "0")}.jsonl`), `${text}\n`);
  }
}

test.each(["sgd in a pipeline", "FTRL", "bagged adaptive trees"])(
  "a trainer of %s that is killed again and again has the versions of one that was not: its optimiser and its place in the files go on",
  async (estimator) => {
    cli.write("trainer.ts", job);
    const place = (name: string): string => join(cli.temporary, `${estimator.replaceAll(" ", "-")}-${name}`);
    writeRows(place("in"));
    const run = (name: string, ms: number): string[] => {
      const given = { estimator, in: place("in"), out: place(name), ms };
      return ["run", "trainer.ts", ...Object.entries(given).flatMap(([key, value]) => ["--param", `${key}=${value}`])];
    };
    const whole = await cli.millrace(...run("whole", 0));
    expect(whole.code, whole.err).toBe(0);

    const checkpoint = ["--checkpoint", `30ms:${place("checkpoints")}`];
    let [kills, before] = [0, 0];
    for (; kills < 2; kills++) {
      const old = new Set(existsSync(place("checkpoints")) ? readdirSync(place("checkpoints")) : []);
      const first = cli.start([...run("killed", 8), ...checkpoint]);
      const manifests = new Set<string>();
      const said: number[] = [];
      first.child.stdout!.on("data", (text) => {
        said.push(...[...String(text).matchAll(/learned (\d+)/g)].map(([, at]) => Number(at)));
        const names = existsSync(place("checkpoints")) ? readdirSync(place("checkpoints")) : [];
        for (const name of names) if (name.endsWith(".manifest") && !old.has(name)) manifests.add(name);
        // Behind a checkpoint that is newer than the last kill.
        if (manifests.size >= 2 && said.length >= 4) first.child.kill("SIGKILL");
      });
      expect((await first.ended).code, "it was killed").toBe(null);
      const least = Math.min(...said);
      if (kills > 0) expect(least, "it goes on where its checkpoint was").toBeGreaterThan(before);
      before = least;
    }
    const last = await cli.millrace(...run("killed", 0), ...checkpoint);
    expect(last.code, last.err).toBe(0);
    const versions = sorted(linesOf(place("whole-versions")));
    expect(versions.length).toBeGreaterThan(10);
    expect(sorted(linesOf(place("killed-versions")))).toEqual(versions);
    expect(sorted(linesOf(place("killed-tested")))).toEqual(sorted(linesOf(place("whole-tested"))));
    if (estimator.includes("pipeline")) await servedByVersions(versions, linesOf(place("killed-served")));
  },
  180_000,
);

/** Each row was served once, by the version that it says. */
async function servedByVersions(versions: readonly Line[], served: readonly Line[]): Promise<void> {
  const rows = streamOf(files * rowsPerFile, 2);
  expect(served.map(({ at }) => at).sort((a, b) => a - b)).toEqual(rows.map((_, at) => at));
  const made = pipeline([onlineStandardScaler(), onlineSgdClassifier()]);
  for (const { version, learned } of versions) {
    const mine = served.filter(({ modelVersion }) => modelVersion === version);
    if (mine.length === 0) continue;
    const arrays = JSON.parse(learned, (_, value) =>
      Array.isArray(value) && typeof value[0] === "number" ? Float64Array.from(value) : value,
    );
    const answers = await made
      .model(arrays)
      .transform(from(mine.map(({ at }) => rows[at]!)))
      .collect();
    expect(answers.map(({ probability }) => probability[1])).toEqual(mine.map(({ p }) => p));
  }
}
