import { type ConditionJson, matchRules, type PatternJson, pattern, type Rule } from "../../cep/mod.ts";
import { from } from "../../core/mod.ts";
import type { BenchCase, BenchSuite, Sample } from "./case.ts";
import { type CepEvent, cepEvents } from "./cep/events.ts";
import { caseOf, generate, patternCase } from "./cep/pattern-case.ts";
import { type PatternName, patterns } from "./cep/patterns.ts";
import { childResult } from "./child.ts";
import { consumer } from "./consume.ts";

/** CPU ns an event that are allowed, keyBy included; FlinkCEP takes 8,650, 12,100 and 6,180 at least. */
const bars: Readonly<Record<PatternName, number>> = { a: 400, b: 600, c: 300 };

const suite: BenchSuite = ({ events = 4_000_000 }) => [
  ...(Object.keys(patterns) as PatternName[]).map((name) => ({
    ...patternCase(name, events),
    note: `a process of its own; bar ${bars[name]}`,
  })),
  {
    ...caseOf("events that start nothing", startsNothing, events),
    subtract: () => filtered(events),
    note: "bar 20; the same job with a filter that nothing passes in the place of the pattern taken off",
  },
  rulesCase(1, Math.min(events, 400_000)),
  rulesCase(1000, Math.min(events, 400_000)),
  {
    name: "1M partial matches of 10k keys",
    rows: 1_000_000,
    run: () => childResult<Sample>("cep/partials.ts", ["1000000"]),
    note: "a process of its own; bar 400 MB",
  },
];

export default suite;

const startsNothing = pattern("never", (event: CepEvent) => event.type === 7)
  .followedBy("then", (event) => event.type === 8)
  .within("10s");

/** Any job has to read its rows, to know how far event time is, and to end somewhere. */
async function filtered(events: number): Promise<void> {
  await from(cepEvents(events))
    .withEventTime()
    .filter((event) => event.type === 7)
    .sinkTo(consumer())
    .run();
}

/** Rules for one value each, so that an event concerns few of them: an `a` with it, then a `b` of at least so much. */
function rulesCase(count: number, events: number): BenchCase {
  const rules = Array.from({ length: count }, (_, at): Rule => ({ id: `rule ${at}`, version: 1, pattern: ruleOf(at) }));
  return {
    name: `${count} rules`,
    rows: events,
    run: async () => {
      const timed = from(rules).withEventTime(() => 0);
      await from(cepEvents(events))
        .withEventTime()
        .keyBy("key")
        .apply(matchRules<CepEvent>(timed))
        .sinkTo(consumer())
        .run();
    },
    subtract: () => generate(events),
    note: count === 1 ? "" : "bar: 30 times one rule",
  };
}

function ruleOf(at: number): PatternJson {
  const above = (value: number): ConditionJson => ({ op: ">=", left: { field: "value" }, right: value });
  const type = (one: number): ConditionJson => ({ op: "=", left: { field: "type" }, right: one });
  return {
    parts: [
      { step: "a", where: { all: [type(0), { op: "=", left: { field: "value" }, right: at % 1000 }] } },
      { step: "b", by: "followedBy", where: { all: [type(1), above(at % 1000)] }, withinMs: 10_000 },
    ],
  };
}
