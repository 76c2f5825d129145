import { readFileSync } from "node:fs";
import type { PatternOf } from "../../../cep/mod.ts";
import type { BenchCase, Sample } from "../case.ts";
import { childResult } from "../child.ts";
import { consumer } from "../consume.ts";
import { digestPattern, found } from "./digest.ts";
import { type CepEvent, cepEvents } from "./events.ts";
import type { PatternName } from "./patterns.ts";

const oracle = JSON.parse(readFileSync(new URL("../../oracle/data/nexmark.json", import.meta.url), "utf8"));

/** One of the three patterns, on so many events; each run in a process of its own, as what ran before changes how code is compiled. */
export function patternCase(name: PatternName, events: number): BenchCase {
  return {
    name: `pattern ${name}`,
    rows: events,
    run: () => childResult<Sample>("cep/pattern.ts", [name, String(events)]),
    setup: () => checkDigest(name),
  };
}

export function caseOf(name: string, looked: PatternOf<CepEvent>, events: number): BenchCase {
  return {
    name,
    rows: events,
    run: async () => {
      await found(looked, events).sinkTo(consumer()).run();
    },
    subtract: () => generate(events),
  };
}

/** Refuses to measure a pattern whose matches are not those that FlinkCEP gave. */
async function checkDigest(name: PatternName): Promise<void> {
  const digest = await digestPattern(name, oracle.events);
  const [got, expected] = [JSON.stringify(digest), JSON.stringify(oracle.cep[name])];
  if (got !== expected)
    throw new RangeError(`Cannot measure pattern ${name} as its matches are wrong: got ${got}, not ${expected}`);
}

/** The events alone. */
export async function generate(events: number): Promise<void> {
  const source = cepEvents(events);
  const reader = await source.open({ id: "0" }, undefined, { batchRows: 8192 } as never);
  while (reader.read() !== undefined);
}
