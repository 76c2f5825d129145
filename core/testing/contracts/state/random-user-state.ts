import { type Random, seededRandom } from "../../../platform/mod.ts";
import type { Expiry } from "../../../state/user/expiry.ts";
import { literal } from "../../literal.ts";
import { expectSame } from "../contract-case.ts";
import { Driven } from "./driven-state.ts";
import type { UserStateUnderTest } from "./user-state.ts";

type Sentence = readonly [name: string, check: (under: UserStateUnderTest) => void];

export const randomSentences: readonly Sentence[] = [
  ["random operations and rescalings give what they give on plain maps", (under) => playAll(under, undefined)],
  [
    "random operations, rescalings and clean-ups of state that expires give what they give on plain maps",
    (under) =>
      playAll(under, { ttlMs: 100, updates: "onCreateAndWrite", visibility: "neverReturnExpired", time: "processing" }),
  ],
];

const seeds = 4;
const steps = 300;
const keyCount = 12;

function playAll(under: UserStateUnderTest, expiry: Expiry | undefined): void {
  for (let seed = 1; seed <= seeds; seed++) play(under, expiry, seed);
}

/** Something with the time of its last update. */
interface Dated {
  readonly value: unknown;
  readonly timeMs: number;
}

/** The naive version: everything in maps of JavaScript's own. */
class Oracle {
  readonly values = new Map<string, Dated>();
  readonly lists = new Map<string, Dated[]>();
  readonly maps = new Map<string, Map<string, Dated>>();
  readonly #ttlMs: number;

  constructor(expiry: Expiry | undefined) {
    this.#ttlMs = expiry?.ttlMs ?? Number.POSITIVE_INFINITY;
  }

  seen(dated: Dated | undefined, nowMs: number): unknown {
    return dated !== undefined && dated.timeMs + this.#ttlMs > nowMs ? dated.value : undefined;
  }

  textOf(key: string, nowMs: number): string {
    const items = (this.lists.get(key) ?? []).filter((item) => this.seen(item, nowMs) !== undefined);
    const entries = [...(this.maps.get(key) ?? [])].filter(([, entry]) => this.seen(entry, nowMs) !== undefined);
    return contentText(
      this.seen(this.values.get(key), nowMs),
      items.map(({ value }) => value),
      entries.map(([name, { value }]) => [name, value]),
    );
  }
}

function play(under: UserStateUnderTest, expiry: Expiry | undefined, seed: number): void {
  const random = seededRandom(seed);
  const oracle = new Oracle(expiry);
  const value = new Driven(under.value(expiry));
  const list = new Driven(under.list(expiry));
  const map = new Driven(under.map(expiry));
  let nowMs = 0;
  const textOf = (key: string): string =>
    contentText(value.at(key, nowMs).get(), list.at(key, nowMs).get(), map.at(key, nowMs).entries());
  for (let step = 0; step < steps; step++) {
    const key = `key ${Math.floor(random.next() * keyCount)}`;
    if (random.next() < 0.3) nowMs += Math.floor(random.next() * 20);
    const given = contentOf(random, step);
    const dated = { value: given, timeMs: nowMs };
    const choice = random.next();
    if (choice < 0.3) {
      value.at(key, nowMs).set(given);
      oracle.values.set(key, dated);
    } else if (choice < 0.35) {
      value.at(key, nowMs).clear();
      oracle.values.delete(key);
    } else if (choice < 0.6) {
      list.at(key, nowMs).add(given);
      oracle.lists.set(key, [...(oracle.lists.get(key) ?? []), dated]);
    } else if (choice < 0.62) {
      list.at(key, nowMs).clear();
      oracle.lists.delete(key);
    } else if (choice < 0.85) {
      const name = `name ${Math.floor(random.next() * 200)}`;
      map.at(key, nowMs).set(name, given);
      oracle.maps.set(key, (oracle.maps.get(key) ?? new Map()).set(name, dated));
    } else if (choice < 0.95) {
      const names = [...(oracle.maps.get(key) ?? new Map<string, Dated>()).keys()];
      const name = names[Math.floor(random.next() * names.length)] ?? "none";
      map.at(key, nowMs).delete(name);
      oracle.maps.get(key)?.delete(name);
    } else if (choice < 0.96) {
      map.at(key, nowMs).clear();
      oracle.maps.delete(key);
    } else {
      const parallelism = 1 + Math.floor(random.next() * 4);
      for (const driven of [value, list, map] as Driven<unknown>[]) {
        driven.clock.advanceTo(nowMs);
        driven.cleanUp(Math.floor(random.next() * 50));
        driven.restore(parallelism);
      }
    }
    expectSame(textOf(key), oracle.textOf(key, nowMs), `${key} after step ${step} of seed ${seed}`);
  }
  for (let at = 0; at < keyCount; at++) {
    const key = `key ${at}`;
    expectSame(textOf(key), oracle.textOf(key, nowMs), `${key} at the end of seed ${seed}`);
  }
}

/** Of any size: some are longer than a small file is. */
function contentOf(random: Random, step: number): unknown {
  const length = Math.floor(random.next() ** 6 * 6000);
  return random.next() < 0.5 ? step : { step, text: "x".repeat(length) };
}

function contentText(
  value: unknown,
  items: readonly unknown[],
  entries: readonly (readonly [unknown, unknown])[],
): string {
  return literal([value, items, entries.map(literal).sort()]);
}
