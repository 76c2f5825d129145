import fc from "fast-check";
import { expect, test } from "vitest";
import type { Folding } from "../../../core/data/partial-columns.ts";
import { keySpace } from "../../../core/state/key-space.ts";
import { noSlot } from "../../../core/state/session-slots.ts";
import { type SessionState, sessionState } from "../../../core/state/session-state.ts";

const count: Folding = {
  name: "count",
  zero: () => 0,
  add: (n: number) => n + 1,
  merge: (a: number, b: number) => a + b,
  result: (n: number) => n,
};

const list: Folding = {
  name: "list",
  zero: () => [],
  add: (values: unknown[], value: unknown) => [...values, value],
  merge: (a: unknown[], b: unknown[]) => [...a, ...b],
  result: (values: unknown[]) => values,
};

function opened(folding = count) {
  const keys = keySpace(128);
  return {
    keys,
    sessions: sessionState("sessions", [folding]).create({
      keys,
      maxParallelism: 128,
      clock: { nowMs: () => 0 },
      watermark: () => Number.NEGATIVE_INFINITY,
    }),
  };
}

function located(sessions: SessionState, keys: readonly number[]): Int32Array {
  const entries = new Int32Array(keys.length);
  sessions.locate(Float64Array.from(keys), undefined, keys.length, entries);
  return entries;
}

/** Of a key: its sessions in the order of its chain. */
function chain(sessions: SessionState, key: number): [start: number, end: number][] {
  const found: [number, number][] = [];
  const entry = sessions.keys.find(key);
  for (let slot = sessions.heads[entry]!; slot !== noSlot; slot = sessions.next[slot]!) {
    found.push([sessions.starts[slot]!, sessions.ends[slot]!]);
  }
  return found;
}

test("a key's chain begins with the session that ends last, whatever is added, moved and removed", () => {
  const { sessions } = opened();
  const [entry] = located(sessions, [7]);
  const slots = [sessions.add(entry!, 20, 30), sessions.add(entry!, 0, 10), sessions.add(entry!, 40, 50)];
  expect(chain(sessions, 7)[0]).toEqual([40, 50]);
  sessions.move(slots[0]!, 15, 35);
  expect(chain(sessions, 7)).toEqual([
    [40, 50],
    [15, 35],
    [0, 10],
  ]);
  sessions.remove(slots[2]!);
  sessions.remove(slots[1]!);
  expect(chain(sessions, 7)).toEqual([[15, 35]]);
});

test("a chain is in order of ends, and its first and those that a span touches are found, whatever comes and goes", () => {
  const step = fc.record({
    at: fc.integer({ min: 0, max: 120 }),
    does: fc.constantFrom("comes", "comes", "goes", "grows"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: "max" }), (steps) => {
      const { sessions } = opened();
      const slots = new Map<number, number>();
      const [entry] = located(sessions, [7]);
      for (const { at, does } of steps) {
        const slot = slots.get(at);
        if (slot === undefined && does === "comes") slots.set(at, sessions.add(entry!, at * 10, at * 10 + 5));
        else if (slot !== undefined && does === "grows") sessions.move(slot, at * 10 - 1, at * 10 + 7);
        else if (slot !== undefined && does === "goes") {
          sessions.remove(slot);
          slots.delete(at);
        }
        const expected = [...slots].sort(([a], [b]) => b - a).map(([, one]) => one);
        expect(sessions.chainOf(7)).toEqual(expected);
        expect(sessions.firstOf(7)).toBe(expected.at(-1) ?? noSlot);
        const touched = expected.filter(
          (one) => sessions.starts[one]! <= at * 10 + 9 && sessions.ends[one]! >= at * 10 - 25,
        );
        expect(sessions.touching(entry!, at * 10 - 25, at * 10 + 9)).toEqual(touched.reverse());
      }
    }),
  );
});

test("slots stay while keys come and go; those of sessions that have gone are used again", () => {
  const { sessions } = opened();
  const keys = Array.from({ length: 500 }, (_, key) => key);
  const slots = keys.map((key) => sessions.add(located(sessions, [key])[0]!, key, key + 10));
  for (const key of keys) {
    if (key % 2 === 0) continue;
    sessions.remove(slots[key]!);
    sessions.forget(key);
  }
  expect(sessions.size).toBe(250);
  expect(sessions.keys.size).toBe(250);
  for (const key of keys) if (key % 2 === 0) expect(chain(sessions, key)).toEqual([[key, key + 10]]);
  expect(slots).toContain(sessions.add(located(sessions, [1000])[0]!, 0, 1));
});

test("the partial result of a session that has gone is held no longer, before another takes its slot", () => {
  const { sessions } = opened(list);
  const slot = sessions.add(located(sessions, [7])[0]!, 0, 10);
  const [column] = sessions.partials;
  column!.values[slot] = ["much"];
  sessions.remove(slot);
  expect(column!.values[slot]).toBeUndefined();
  expect(sessions.add(located(sessions, [8])[0]!, 0, 10)).toBe(slot);
  expect(column!.values[slot]).toEqual([]);
});

test("a key with sessions is not forgotten", () => {
  const { sessions } = opened();
  sessions.add(located(sessions, [1])[0]!, 0, 10);
  sessions.forget(1);
  sessions.forget(2);
  expect(chain(sessions, 1)).toEqual([[0, 10]]);
});

test("a snapshot holds bounds, partial results and what has fired, by key group", () => {
  const { keys, sessions } = opened();
  const slot = sessions.add(located(sessions, [keys.numberOf("a")])[0]!, -5, 10);
  sessions.partials[0]!.numbers[slot] = 3;
  sessions.fired[slot] = 1;
  sessions.add(sessions.keys.find(keys.numberOf("a")), 20, 30);
  const other = opened();
  other.sessions.restore([sessions.snapshot()]);
  const key = other.keys.numberOf("a");
  expect(chain(other.sessions, key)).toEqual([
    [20, 30],
    [-5, 10],
  ]);
  const seen: unknown[] = [];
  other.sessions.eachSlot((each) => {
    const { starts, fired, partials } = other.sessions;
    seen.push([starts[each], fired[each], partials[0]!.numbers[each]]);
  });
  expect(seen).toEqual([
    [-5, 1, 3],
    [20, 0, 0],
  ]);
});
