import fc from "fast-check";
import { test } from "vitest";
import { collect, from, type StateOptions, state } from "../../../core/mod.ts";
import {
  at,
  type InputEvent,
  type OutputEvent,
  processingTime,
  verifyOperator,
  watermark,
} from "../../../core/testing/mod.ts";
import { operatorOf } from "./operator-of.ts";

/** Commands that have to do with one another. */
const families = [
  ["set", "clear"],
  ["add", "clearList"],
  ["put", "remove", "clearMap"],
  ["sum", "clearSum"],
  ["collect", "clearAll"],
  ["event", "noEvent"],
  ["clock", "noClock"],
] as const;

/** What a row asks of its key's state. */
interface Command {
  readonly kind: (typeof families)[number][number] | "look";
  readonly n: number;
}

interface Row {
  readonly key: string;
  readonly commands: readonly Command[];
  readonly fails: boolean;
}

type Step =
  | { readonly row: Row; readonly timeMs: number }
  | { readonly watermark: number }
  | { readonly clock: number };

/** A family in each case, so that its commands meet. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .shuffledSubarray([...families], { minLength: 1, maxLength: 1 })
  .chain((few) => {
    const command = fc.record({
      kind: fc.constantFrom(
        ...few.map(([first]) => first),
        ...few.map(([first]) => first),
        ...few.flat(),
        "look" as const,
      ),
      n: fc.integer({ min: 0, max: 1 }),
    });
    const row = fc.record({
      key: fc.constantFrom("a", "a", "a", "b"),
      commands: fc.array(command, { minLength: 1, maxLength: 3 }),
      fails: fc.boolean(),
    });
    return fc.array(
      fc.oneof(
        { weight: 5, arbitrary: fc.record({ row, timeMs: fc.integer({ min: 0, max: 12 }).map((n) => 5 * n) }) },
        { weight: 1, arbitrary: fc.record({ watermark: fc.constantFrom(1, 5, 20) }) },
        { weight: 1, arbitrary: fc.record({ clock: fc.constantFrom(1, 5, 20) }) },
      ),
      { minLength: 10, maxLength: 20, size: "max" },
    );
  });

/** The functions under test: they do what the commands of a row say, and tell all of the key's state. */
function commanded(ttl: StateOptions) {
  return from<Row>([])
    .keyBy((row) => row.key)
    .process(
      {
        state: {
          value: state.value<number>(ttl),
          list: state.list<number>(ttl),
          map: state.map<string, number>(ttl),
          sum: state.reducing((a: number, b: number) => a + b, ttl),
          all: state.aggregating(
            collect((n: number) => n),
            ttl,
          ),
        },
        *row(
          row,
          { key, state: own, clock, setEventTimer, deleteEventTimer, setProcessingTimer, deleteProcessingTimer },
        ) {
          const { value, list, map, sum, all } = own;
          const tell = (): string =>
            JSON.stringify([key, value.get(), list.get(), map.entries().sort(), sum.get(), all.get()]);
          const now = clock.nowMs();
          for (const { kind: command, n } of row.commands) {
            if (command === "set") value.set(n);
            else if (command === "add") list.add(n);
            else if (command === "put") map.set(`m${n}`, n);
            else if (command === "sum") sum.add(n);
            else if (command === "collect") all.add(n);
            else if (command === "clear") value.clear();
            else if (command === "clearList") list.clear();
            else if (command === "remove") map.delete(`m${n}`);
            else if (command === "clearMap") map.clear();
            else if (command === "clearSum") sum.clear();
            else if (command === "clearAll") all.clear();
            else if (command === "look") yield tell();
            else if (command === "event") setEventTimer(15 + 10 * n);
            else if (command === "noEvent") deleteEventTimer(15 + 10 * n);
            else if (command === "clock") setProcessingTimer(Math.floor(now / 30) * 30 + 31 + n);
            else if (command === "noClock") deleteProcessingTimer(Math.floor(now / 30) * 30 + 31 + n);
          }
          yield tell();
          if (row.fails) throw new Error("as it was told");
        },
        onTimer(time, { key, timer, state: { value, list } }) {
          list.add(time);
          return [`${key} ${timer} ${time} ${value.get()} ${list.get().join()}`];
        },
      },
      { onError: "skip" },
    );
}

interface Timed {
  readonly value: number;
  timeMs: number;
}

/** All that a key has, each part with the time of its update. */
interface Own {
  value: Timed[];
  list: Timed[];
  map: Map<string, Timed>;
  sum: Timed[];
  all: { values: number[]; timeMs: number }[];
  event: Set<number>;
  clock: Set<number>;
}

/** The same, written down plainly: state is copied before each call, and put back if it fails. */
class Naive {
  readonly keys = new Map<string, Own>();
  readonly output: OutputEvent[] = [];
  readonly ttlMs: number;
  readonly by: "event" | "processing";
  watermark = Number.NEGATIVE_INFINITY;
  clock = 0;
  failures = 0;

  constructor(ttlMs: number, by: "event" | "processing") {
    this.ttlMs = ttlMs;
    this.by = by;
  }

  row({ key, commands: all, fails }: Row, timeMs: number): void {
    const before = structuredClone(this.#own(key));
    const lines = this.#obey(key, all, this.#now(timeMs));
    if (fails) {
      this.keys.set(key, before);
      this.failures++;
    } else this.output.push(...lines.map((line) => at(timeMs, line)));
  }

  advance(timeMs: number): void {
    this.#fire("event", timeMs, (time) => at(time, undefined));
    this.watermark = timeMs;
    this.output.push(watermark(timeMs));
  }

  pass(timeMs: number): void {
    this.#fire("clock", timeMs, () => ({ ...at(0, undefined), timeMs: undefined }));
    this.clock = timeMs;
  }

  #fire(which: "event" | "clock", until: number, shape: (time: number) => OutputEvent & { event: "row" }): void {
    for (;;) {
      const due = [...this.keys].flatMap(([key, own]) => [...own[which]].map((time) => ({ key, time })));
      const next = due.sort((a, b) => a.time - b.time)[0];
      if (next === undefined || next.time > until) return;
      if (which === "clock") this.clock = Math.max(this.clock, next.time);
      const own = this.#own(next.key);
      own[which].delete(next.time);
      const now =
        this.by === "event" ? Math.max(this.watermark, which === "event" ? next.time : this.watermark) : this.clock;
      own.list.push({ value: next.time, timeMs: now });
      own.value = this.#live(own.value, now);
      own.list = this.#live(own.list, now);
      const timer = which === "event" ? "event" : "processing";
      const text = `${next.key} ${timer} ${next.time} ${own.value[0]?.value} ${own.list.map(({ value }) => value).join()}`;
      this.output.push({ ...shape(next.time), value: text });
    }
  }

  #obey(key: string, all: readonly Command[], now: number): string[] {
    const own = this.#own(key);
    const lines: string[] = [];
    const slot = Math.floor(this.clock / 30) * 30 + 31;
    for (const { kind: command, n } of all) {
      if (command === "set") own.value = [{ value: n, timeMs: later(own.value, now) }];
      else if (command === "add") own.list.push({ value: n, timeMs: now });
      else if (command === "put")
        own.map.set(`m${n}`, { value: n, timeMs: Math.max(own.map.get(`m${n}`)?.timeMs ?? now, now) });
      else if (command === "sum") {
        own.sum = this.#live(own.sum, now);
        own.sum = [{ value: (own.sum[0]?.value ?? 0) + n, timeMs: later(own.sum, now) }];
      } else if (command === "collect") {
        own.all = this.#live(own.all, now);
        own.all = [{ values: [...(own.all[0]?.values ?? []), n], timeMs: later(own.all, now) }];
      } else if (command === "clear") own.value = [];
      else if (command === "clearList") own.list = [];
      else if (command === "remove") own.map.delete(`m${n}`);
      else if (command === "clearMap") own.map.clear();
      else if (command === "clearSum") own.sum = [];
      else if (command === "clearAll") own.all = [];
      else if (command === "look") lines.push(this.#tell(key, now));
      else if (command === "event") own.event.add(15 + 10 * n);
      else if (command === "noEvent") own.event.delete(15 + 10 * n);
      else if (command === "clock") own.clock.add(slot + n);
      else if (command === "noClock") own.clock.delete(slot + n);
    }
    lines.push(this.#tell(key, now));
    return lines;
  }

  #tell(key: string, now: number): string {
    const own = this.#own(key);
    own.value = this.#live(own.value, now);
    own.list = this.#live(own.list, now);
    own.sum = this.#live(own.sum, now);
    own.all = this.#live(own.all, now);
    for (const [name, { timeMs }] of own.map)
      if (timeMs + this.ttlMs <= now && this.ttlMs < Number.POSITIVE_INFINITY) own.map.delete(name);
    const entries = [...own.map].map(([name, { value }]) => [name, value]).sort();
    const [value, sum, kept] = [own.value[0]?.value, own.sum[0]?.value, own.all[0]?.values];
    return JSON.stringify([key, value, own.list.map((item) => item.value), entries, sum, kept]);
  }

  #live<Item extends { timeMs: number }>(items: readonly Item[], now: number): Item[] {
    // Before the first watermark it is −∞, to which no time to live can be added.
    return items.filter(({ timeMs }) => this.ttlMs === Number.POSITIVE_INFINITY || timeMs + this.ttlMs > now);
  }

  #now(timeMs: number): number {
    return this.by === "event" ? Math.max(this.watermark, timeMs) : this.clock;
  }

  #own(key: string): Own {
    let own = this.keys.get(key);
    if (own === undefined) {
      own = { value: [], list: [], map: new Map(), sum: [], all: [], event: new Set(), clock: new Set() };
      this.keys.set(key, own);
    }
    return own;
  }
}

function later(items: readonly { readonly timeMs: number }[], now: number): number {
  return Math.max(now, ...items.map(({ timeMs }) => timeMs));
}

const ttls = fc.constantFrom(
  { ttlMs: Number.POSITIVE_INFINITY, by: "event" as const, options: {} },
  { ttlMs: 20, by: "event" as const, options: { ttl: { after: 20, time: "event" as const } } },
  { ttlMs: 20, by: "processing" as const, options: { ttl: 20 } },
);

test("whatever rows, timers, failures and crashes come in between, state is what a plain record of it would be", () => {
  fc.assert(
    fc.property(ttls, steps, ({ ttlMs, by, options }, sequence) => {
      const naive = new Naive(ttlMs, by);
      const input: InputEvent[] = [];
      for (const step of sequence) {
        if ("row" in step) {
          input.push(at(step.timeMs, step.row));
          naive.row(step.row, step.timeMs);
        } else if ("watermark" in step) {
          const next = Math.max(naive.watermark, 0) + step.watermark;
          input.push(watermark(next));
          naive.advance(next);
        } else {
          input.push(processingTime(naive.clock + step.clock));
          naive.pass(naive.clock + step.clock);
        }
      }
      verifyOperator(operatorOf(commanded(options)), {
        input,
        output: naive.output,
        failures: Array.from({ length: naive.failures }, () => /threw Error: as it was told/),
        exchange: [(row: Row) => row.key],
      });
    }),
    { numRuns: Number(process.env.LAW_RUNS ?? 60) },
  );
});
