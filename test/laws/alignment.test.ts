import fc from "fast-check";
import { expect, test } from "vitest";
import { makeBatch } from "../../core/data/batch.ts";
import { any } from "../../core/data/data-type.ts";
import { valueSchema } from "../../core/data/schema.ts";
import type { Source } from "../../core/io/source.ts";
import { from, into, job } from "../../core/mod.ts";
import { yieldToEventLoop } from "../../core/platform/mod.ts";
import { virtualClock } from "../../core/testing/mod.ts";
import { threadsSimulated } from "../../core/testing/simulated-threads.ts";

interface Event {
  readonly split: number;
  readonly at: number;
}

/** What a split that is asked gives, or that time passes. Splits are counted modulo how many there are. */
type Command =
  | { readonly gives: number; readonly laterMs: number }
  | { readonly ends: number }
  | { readonly ms: number };

interface Case {
  /** How many splits each source has. */
  readonly splits: readonly number[];
  readonly driftMs: number;
  readonly idleAfterMs: number | undefined;
  readonly parallelism: number;
  readonly threads: boolean;
  readonly commands: readonly Command[];
}

const cases: fc.Arbitrary<Case> = fc.record({
  splits: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
  driftMs: fc.constantFrom(0, 5, 40, 1000),
  idleAfterMs: fc.constantFrom(undefined, 3, 10),
  parallelism: fc.integer({ min: 1, max: 3 }),
  threads: fc.boolean(),
  commands: fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.record({ gives: fc.nat(7), laterMs: fc.integer({ min: -5, max: 60 }) }) },
      { weight: 1, arbitrary: fc.record({ ends: fc.nat(7) }) },
      { weight: 3, arbitrary: fc.record({ ms: fc.integer({ min: 1, max: 12 }) }) },
    ),
    { maxLength: 60, size: "max" },
  ),
});

/** A split as it should be. */
interface Expected {
  newestMs: number;
  /** Time in which it was asked and gave nothing. */
  quietMs: number;
  isAsked: boolean;
  isIdle: boolean;
  isOver: boolean;
}

/** Who is asked: all that are no further than the drift before the last of those that are neither idle nor over. */
class Naive {
  readonly splits: readonly Expected[];
  readonly #driftMs: number;
  readonly #idleAfterMs: number;

  constructor(count: number, { driftMs, idleAfterMs }: Case) {
    this.splits = Array.from({ length: count }, () => {
      return { newestMs: Number.NEGATIVE_INFINITY, quietMs: 0, isAsked: true, isIdle: false, isOver: false };
    });
    this.#driftMs = driftMs;
    this.#idleAfterMs = idleAfterMs ?? Number.POSITIVE_INFINITY;
  }

  gives(split: number, timeMs: number): void {
    const own = this.splits[split]!;
    Object.assign(own, { newestMs: Math.max(own.newestMs, timeMs), quietMs: 0, isIdle: false, isAsked: false });
    this.#ask();
  }

  ends(split: number): void {
    Object.assign(this.splits[split]!, { isOver: true, isAsked: false });
    this.#ask();
  }

  passes(): void {
    for (const split of this.splits) {
      if (!split.isAsked || split.isIdle) continue;
      split.quietMs++;
      split.isIdle = split.quietMs >= this.#idleAfterMs;
    }
    this.#ask();
  }

  #ask(): void {
    const counted = this.splits.filter(({ isIdle, isOver }) => !isIdle && !isOver);
    const leastMs = Math.min(...counted.map(({ newestMs }) => newestMs));
    for (const split of this.splits) {
      if (!split.isOver && !(split.newestMs - leastMs > this.#driftMs)) split.isAsked = true;
    }
  }
}

/** A source whose splits give what they are handed. */
function handed(name: string, splits: readonly number[], asked: Map<number, (event: Event | undefined) => void>) {
  const source: Source<Event> = {
    name,
    boundedness: "unbounded",
    splits: async () => splits.map((split) => ({ id: `${split}` })),
    open: async ({ id }) => ({
      read: async () => {
        const event = await new Promise<Event | undefined>((resolve) => asked.set(Number(id), resolve));
        if (event === undefined) return undefined;
        return makeBatch(valueSchema(any), 1, [{ type: any, layout: "values", values: [event], validity: undefined }]);
      },
      position: () => 0,
      close: async () => undefined,
    }),
  };
  return source;
}

/** Lets promises and messages come, until something holds and a while longer. */
async function settle(holds: () => boolean, whileTurns: number): Promise<void> {
  for (let turn = 0; turn < 100 && !holds(); turn++) await yieldToEventLoop();
  for (let turn = 0; turn < whileTurns; turn++) await yieldToEventLoop();
}

async function check(given: Case): Promise<void> {
  const { splits, driftMs, idleAfterMs, parallelism, threads, commands } = given;
  const clock = virtualClock(1000);
  const asked = new Map<number, (event: Event | undefined) => void>();
  const count = splits.reduce((sum, each) => sum + each, 0);
  const sources = splits.map((each, source) => {
    const first = splits.slice(0, source).reduce((sum, one) => sum + one, 0);
    return handed(
      `source ${source}`,
      Array.from({ length: each }, (_, at) => first + at),
      asked,
    );
  });
  const rows: Event[] = [];
  const idle = idleAfterMs === undefined ? {} : { idleAfter: idleAfterMs };
  const aligned = job("aligned", () =>
    sources
      .map((source) =>
        from(source).withEventTime((event) => event.at, { align: { group: "g", maxDrift: driftMs }, ...idle }),
      )
      .reduce((left, right) => left.union(right))
      .sinkTo(into(rows)),
  );
  if (threads) {
    threadsSimulated(clock, {
      begin: ({ setup }) => ({ exported: aligned, setup }),
      arrival: yieldToEventLoop,
      ringBytes: 4096,
    });
  }
  const running = aligned.start({ clock, parallelism, ...(threads ? { module: "file:///simulated.ts" } : {}) });
  let isOver = false;
  running.finished
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  const naive = new Naive(count, given);
  for (let turn = 0; asked.size < count && turn < 5000; turn++) await yieldToEventLoop();
  const sent: Event[] = [];
  const look = async (after: unknown): Promise<void> => {
    const expected = naive.splits.flatMap(({ isAsked }, at) => (isAsked ? [at] : [])).join();
    const now = (): string => [...asked.keys()].sort().join();
    await settle(() => now() === expected, threads ? 12 : 4);
    expect(now(), JSON.stringify(after)).toBe(expected);
  };
  const answer = (split: number, event: Event | undefined): void => {
    const resolve = asked.get(split)!;
    asked.delete(split);
    resolve(event);
  };
  await look("the start");
  for (const command of commands) {
    if ("ms" in command) {
      for (let ms = 0; ms < command.ms; ms++) {
        clock.advanceTo(clock.nowMs() + 1);
        naive.passes();
        await look(command);
      }
      continue;
    }
    const waiting = [...asked.keys()].sort();
    const which = "ends" in command ? command.ends : command.gives;
    const split = waiting[which % waiting.length];
    if (split === undefined) continue;
    if ("ends" in command) {
      answer(split, undefined);
      naive.ends(split);
    } else {
      const { newestMs } = naive.splits[split]!;
      const event = { split, at: (Number.isFinite(newestMs) ? newestMs : 0) + command.laterMs };
      sent.push(event);
      answer(split, event);
      naive.gives(split, event.at);
    }
    await look(command);
  }
  for (let turn = 0; !isOver && turn < 200; turn++) {
    for (const split of [...asked.keys()]) answer(split, undefined);
    await settle(() => isOver, 0);
  }
  if (!isOver) throw new Error("It does not end");
  await running.finished;
  const texts = (events: readonly Event[]): string[] => events.map((event) => JSON.stringify(event)).sort();
  expect(texts(rows)).toEqual(texts(sent));
}

const numRuns = Number(process.env.LAW_RUNS ?? 300);
const seed = process.env.LAW_SEED === undefined ? {} : { seed: Number(process.env.LAW_SEED) };

test(
  "splits that are aligned are asked while they are no further than the drift before the last that counts, in whichever subtasks, threads and sources they are",
  async () => {
    await fc.assert(fc.asyncProperty(cases, check), { numRuns, ...seed });
  },
  numRuns * 1500,
);
