import { expect, test } from "vitest";
import { compile } from "../../cep/automaton/compile.ts";
import { Decisions } from "../../cep/automaton/decisions.ts";
import { match, matchEach, type PatternJson, pattern, patternFromJson } from "../../cep/mod.ts";
import { from } from "../../core/mod.ts";

/** Bits that are set more often than not, always the same. */
function masks(count: number, bits: number): number[] {
  let seed = 7;
  const random = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed >>> 8) / 2 ** 23;
  };
  return Array.from({ length: count }, () => {
    let mask = 0;
    for (let bit = 0; bit < bits; bit++) mask |= random() < 0.85 ? 1 << bit : 0;
    return mask;
  });
}

interface Event {
  readonly mask: number;
  readonly at: number;
}

const steps = 20;
const bitTest = (bit: number) => (event: Event) => ((event.mask >> bit) & 1) === 1;

function chain(): ReturnType<typeof pattern<"s0", Event>> {
  let made = pattern("s0", bitTest(0)) as unknown as Record<string, (...given: unknown[]) => typeof made>;
  for (let bit = 1; bit < steps; bit++) made = made.next!(`s${bit}`, bitTest(bit));
  return made.within!(1000) as never;
}

test("however many combinations of conditions events fulfil, so many classes are known at most", () => {
  const automaton = compile(chain().spec);
  const decisions = new Decisions(automaton, () => 0);
  const first = decisions.atomsOfEvents.findIndex((_, bit) => {
    return decisions.starting[decisions.classOf(new Uint8Array(steps).fill(1, bit, bit + 1))] === 1;
  });
  const truths = Array.from({ length: steps }, () => new Uint8Array(100));
  const rows = Int32Array.from({ length: 100 }, (_, row) => row);
  const classes = new Int32Array(100);
  const starts: boolean[] = [];
  const firstHolds: boolean[] = [];
  for (let batch = 0; batch < 300; batch++) {
    for (const row of rows) {
      // The number of the event, bit by bit: no combination comes twice.
      for (let bit = 0; bit < steps; bit++) truths[bit]![row] = ((100 * batch + row) >> (steps - 1 - bit)) & 1;
      truths[first]![row] = row & 1;
    }
    decisions.classify(truths, rows, classes);
    for (const row of rows) {
      starts.push(decisions.starting[classes[row]!] === 1);
      firstHolds.push(truths[first]![row] === 1);
    }
  }
  expect(starts).toEqual(firstHolds);
  expect(decisions.roots.length).toBeLessThan(4300);
  for (let number = 0; number < 10_000; number++) {
    decisions.classOf(Uint8Array.from({ length: steps }, (_, bit) => (number >> bit) & 1));
  }
  expect(decisions.roots.length).toBeLessThan(4300);
});

const events = masks(24_000, steps).map((mask, at): Event => ({ mask, at }));
const found = events.flatMap((_, start) => {
  const isMatch = start + steps <= events.length && chained(start);
  return isMatch ? [start] : [];
});

function chained(start: number): boolean {
  for (let bit = 0; bit < steps; bit++) if (!bitTest(bit)(events[start + bit]!)) return false;
  return true;
}

const timed = () => from(events).withEventTime((event) => event.at, { outOfOrder: 3000 });

test("events that wait for the watermark are what they are, though classes are forgotten meanwhile", async () => {
  expect(new Set(events.map(({ mask }) => mask)).size).toBeGreaterThan(4096);
  const got = await timed().apply(match(chain())).collect();
  expect(got.map(({ s0 }) => s0[0]!.at)).toEqual(found);
  expect(found.length).toBeGreaterThan(600);
});

test("many patterns of data find the same where classes are forgotten from event to event", async () => {
  const withBits = events.slice(0, 9000).map(({ mask, at }) => {
    const bits = Array.from({ length: steps }, (_, bit) => [`b${bit}`, (mask >> bit) & 1]);
    return { at, ...Object.fromEntries(bits) };
  });
  const json: PatternJson = {
    parts: Array.from({ length: steps }, (_, bit) => ({
      step: `s${bit}`,
      where: { op: "=", left: { field: `b${bit}` }, right: 1 },
      ...(bit === steps - 1 ? { withinMs: 1000 } : {}),
    })),
  };
  const never = (name: string): PatternJson => ({
    parts: [{ step: name, where: { op: "=", left: { field: "at" }, right: -1 } }],
  });
  const others = Array.from({ length: 9 }, (_, at) => [`n${at}`, patternFromJson(never(`n${at}`))]);
  const each = matchEach({ chain: patternFromJson<{ at: number }>(json), ...Object.fromEntries(others) });
  const got = (await from(withBits)
    .withEventTime((event) => event.at)
    .apply(each as never)
    .collect()) as { match: { s0: readonly { at: number }[] } }[];
  expect(got.map(({ match: { s0 } }) => s0[0]!.at)).toEqual(found.filter((start) => start + steps <= 9000));
});
