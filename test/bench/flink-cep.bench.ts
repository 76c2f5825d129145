import { readFileSync } from "node:fs";
import type { BenchSuite, Rival, Sample } from "./case.ts";
import { patternCase } from "./cep/pattern-case.ts";
import { type PatternName, patterns } from "./cep/patterns.ts";
import { type Flink, startFlink } from "./flink-cep/flink.ts";

const oracle = JSON.parse(readFileSync(new URL("../oracle/data/nexmark.json", import.meta.url), "utf8"));

/** FlinkCEP has as many as the recorded matches are of: what it finds is compared. Its figures are per event, too. */
const flinkEvents: number = oracle.events;

const suite: BenchSuite = ({ events = 4_000_000 }) => {
  let flink: Promise<Flink> | undefined;
  const started = (): Promise<Flink> => (flink ??= startFlink());
  return (Object.keys(patterns) as PatternName[]).map((name) => ({
    ...patternCase(name, events),
    rival: rivalOf(started, name, events),
    note: "each a process of its own; bar: a twentieth of FlinkCEP",
  }));
};

export default suite;

function rivalOf(started: () => Promise<Flink>, name: PatternName, events: number): Rival {
  const run = async (what: string, matches: number): Promise<Sample> => {
    const { cpuNs, wallNs, found } = await (await started()).run(what, flinkEvents);
    if (found !== matches) throw new RangeError(`FlinkCEP must find ${matches} matches of ${what}: got ${found}`);
    const times = events / flinkEvents;
    return { cpuNs: cpuNs * times, wallNs: wallNs * times };
  };
  return {
    name: "FlinkCEP 2.3",
    run: () => run(name, oracle.cep[name].rows),
    subtract: () => run("generator", 0),
  };
}
