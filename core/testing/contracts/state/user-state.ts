import type { Folding } from "../../../data/partial-columns.ts";
import type { AggregatingHandle } from "../../../state/user/aggregating.ts";
import type { Expiry } from "../../../state/user/expiry.ts";
import type { ListHandle } from "../../../state/user/list-handle.ts";
import type { MapHandle } from "../../../state/user/map-handle.ts";
import type { UserState } from "../../../state/user/user-state.ts";
import type { ValueHandle } from "../../../state/user/value.ts";
import { literal } from "../../literal.ts";
import { expectSame } from "../contract-case.ts";
import { Driven } from "./driven-state.ts";
import { rescaling, someKeys } from "./keys.ts";

/** A way to keep the state of users' functions: each kind, with a time to live or without. */
export interface UserStateUnderTest {
  value(expiry: Expiry | undefined): UserState<ValueHandle<unknown>>;
  list(expiry: Expiry | undefined): UserState<ListHandle<unknown>>;
  map(expiry: Expiry | undefined): UserState<MapHandle<unknown, unknown>>;
  reducing(
    reduce: (left: unknown, right: unknown) => unknown,
    expiry: Expiry | undefined,
  ): UserState<AggregatingHandle<unknown, unknown>>;
  aggregating(
    folding: Folding,
    value: ((added: unknown) => unknown) | undefined,
    expiry: Expiry | undefined,
  ): UserState<AggregatingHandle<unknown, unknown>>;
}

type Sentence = readonly [name: string, check: (under: UserStateUnderTest) => void];

export const userSentences: readonly Sentence[] = [
  ["a value that was never set or is set to undefined is undefined, and null is a value", tellsNothingFromNull],
  ["a list that was never added to is empty, and keeps the order of its items", listsItems],
  ["entries of a map are told apart by the content of their names", namesByContent],
  ["what is added is folded, starting with the first, and undefined before", folds],
  ["what is set and what is given are copies", copies],
  ["values, lists, maps and folds of keys of every kind survive every rescaling", survives],
  ["what has expired is not seen, at its time to live to the millisecond", expires],
  ["each item of a list and each entry of a map expires by itself", expiresApart],
  ["reading refreshes where it is said so, entries of a map one by one", refreshes],
  ["what has expired is seen once, where it may be and is still there", showsExpired],
  ["what has expired leaves the memory, a bounded number at a time", cleansUp],
  ["what was refreshed meanwhile stays when the others are cleaned up", keepsRefreshed],
  ["a longer time to live does not bring back what had expired by the shorter one", doesNotResurrect],
  ["a time to live may be given, taken away and changed when state is restored", changesTtl],
  ["changes of every kind can be undone", undoes],
];

const ttl: Expiry = {
  ttlMs: 100,
  updates: "onCreateAndWrite",
  visibility: "neverReturnExpired",
  time: "processing",
};

const sum: Folding = {
  name: "sum",
  zero: () => 0,
  add: (partial: number, value: number) => partial + value,
  merge: (left: number, right: number) => left + right,
  result: (partial: number) => partial,
};

/** Changes its partial result in place. */
const collected: Folding = {
  name: "collected",
  zero: () => [],
  add: (partial: unknown[], value: unknown) => {
    partial.push(value);
    return partial;
  },
  merge: (left: unknown[], right: unknown[]) => [...left, ...right],
  result: (partial: unknown[]) => partial,
};

function tellsNothingFromNull(under: UserStateUnderTest): void {
  const values = new Driven(under.value(undefined));
  const value = values.at("a");
  const seen = [value.get() === undefined];
  value.set(null);
  seen.push(value.get() === null);
  value.set(undefined);
  seen.push(value.get() === undefined);
  value.set(0);
  value.clear();
  value.clear();
  seen.push(value.get() === undefined, values.size === 0);
  expectSame(seen, [true, true, true, true, true], "the values");
}

function listsItems(under: UserStateUnderTest): void {
  const lists = new Driven(under.list(undefined));
  const list = lists.at("a");
  expectSame([list.get(), list.size, [...list]], [[], 0, []], "a list without items");
  list.add(1);
  list.addAll([null, "x"]);
  lists.at("b").add("other");
  expectSame([list.get(), list.size, [...list]], [[1, null, "x"], 3, [1, null, "x"]], "the list");
  list.set([...list].slice(1));
  expectSame(list.get(), [null, "x"], "the list set anew");
  list.set([]);
  expectSame([list.get(), lists.size], [[], 1], "the list set to nothing");
}

function namesByContent(under: UserStateUnderTest): void {
  const maps = new Driven(under.map(undefined));
  const map = maps.at("a");
  const names = [1, "1", 1n, true, null, "", { x: 1 }, { x: "1" }, [1], new Date(1), "\0", Number.NaN];
  names.forEach((name, at) => {
    map.set(name, at);
  });
  maps.restore(2);
  const restored = maps.at("a");
  const found = names.map((name) => restored.get(structuredClone(name)));
  expectSame([found, restored.size], [names.map((_, at) => at), names.length], "the entries");
  restored.delete({ x: 1 });
  restored.set("1", undefined);
  expectSame([restored.has({ x: 1 }), restored.has("1"), restored.size], [false, false, 10], "the entries left");
  restored.clear();
  expectSame([restored.entries(), restored.keys(), restored.values(), maps.size], [[], [], [], 0], "no entries");
}

function folds(under: UserStateUnderTest): void {
  const longest = (a: unknown, b: unknown): unknown => (String(b).length > String(a).length ? b : a);
  const reduced = new Driven(under.reducing(longest, undefined)).at("a");
  const total = new Driven(under.aggregating(sum, (added) => (added as { n: number }).n, undefined)).at("a");
  expectSame([reduced.get() === undefined, total.get() === undefined], [true, true], "folds of nothing");
  for (const text of ["one", "two", "three"]) reduced.add(text);
  for (const n of [1, 2, 3]) total.add({ n });
  expectSame([reduced.get(), total.get()], ["three", 6], "the folds");
  reduced.clear();
  total.clear();
  expectSame([reduced.get() === undefined, total.get() === undefined], [true, true], "folds that were cleared");
}

function copies(under: UserStateUnderTest): void {
  const given = { list: [1], map: new Map([["a", { n: 1 }]]), day: new Date(0) };
  const change = (value: unknown): void => {
    const changed = value as typeof given;
    changed.list.push(2);
    changed.map.get("a")!.n++;
    changed.day.setTime(9);
  };
  const value = new Driven(under.value(undefined)).at("a");
  const list = new Driven(under.list(undefined)).at("a");
  const map = new Driven(under.map(undefined)).at("a");
  const fold = new Driven(under.aggregating(collected, (added) => added, undefined)).at("a");
  const text = literal(given);
  value.set(given);
  list.add(given);
  map.set("x", given);
  fold.add(given);
  for (const one of [given, value.get(), list.get()[0], [...list][0], map.get("x"), map.values()[0]]) change(one);
  change((fold.get() as unknown[])[0]);
  (fold.get() as unknown[]).length = 0;
  const kept = [value.get(), list.get()[0], map.get("x"), (fold.get() as unknown[])[0]].map(literal);
  expectSame(kept, [text, text, text, text], "what was set, and changed afterwards");
}

function survives(under: UserStateUnderTest): void {
  for (const expiry of [undefined, ttl]) {
    const value = new Driven(under.value(expiry));
    const list = new Driven(under.list(expiry));
    const map = new Driven(under.map(expiry));
    const fold = new Driven(under.aggregating(sum, undefined, expiry));
    const partial = new Driven(under.aggregating(collected, (added) => added, expiry));
    const put = (key: unknown, at: number): void => {
      value.at(key).set(at);
      list.at(key).addAll([at, { at }]);
      map.at(key).setAll([
        ["at", at],
        [{ at }, "x"],
      ]);
      fold.at(key).add(undefined);
      partial.at(key).add(at);
    };
    someKeys.forEach(put);
    const textAt = (key: unknown): string =>
      literal([value.at(key).get(), list.at(key).get(), map.at(key).entries(), partial.at(key).get()]);
    const expected = someKeys.map((_, at) =>
      literal([
        at,
        [at, { at }],
        [
          ["at", at],
          [{ at }, "x"],
        ],
        [at],
      ]),
    );
    for (const parallelism of rescaling) {
      for (const driven of [value, list, map, fold, partial] as Driven<unknown>[]) driven.restore(parallelism);
      expectSame(someKeys.map(textAt), expected, `the state in ${parallelism} subtasks`);
    }
  }
}

function expires(under: UserStateUnderTest): void {
  const values = new Driven(under.value(ttl));
  values.at("a", 10).set("x");
  expectSame([values.at("a", 109).get(), values.at("a", 110).get() === undefined], ["x", true], "a value");
  values.at("a", 110).set("y");
  values.at("a", 150).set("z");
  expectSame([values.at("a", 249).get(), values.at("a", 250).get() === undefined], ["z", true], "a value set again");
  const sums = new Driven(under.reducing((a, b) => (a as number) + (b as number), ttl));
  sums.at("a", 0).add(1);
  sums.at("a", 50).add(2);
  expectSame(sums.at("a", 149).get(), 3, "a sum");
  sums.at("a", 150).add(4);
  expectSame(sums.at("a", 150).get(), 4, "a sum that had expired");
}

function expiresApart(under: UserStateUnderTest): void {
  const [lists, maps] = [new Driven(under.list(ttl)), new Driven(under.map(ttl))];
  for (const [time, item] of [
    [0, "a"],
    [40, "b"],
    [80, "c"],
  ] as const) {
    lists.at("k", time).add(item);
    maps.at("k", time).set(item, time);
  }
  const seen = [100, 139, 140, 179, 180].map((time) => [
    lists.at("k", time).get().join(""),
    lists.at("k", time).size,
    maps.at("k", time).keys().sort().join(""),
    maps.at("k", time).has("b"),
  ]);
  const expected = [
    ["bc", 2, "bc", true],
    ["bc", 2, "bc", true],
    ["c", 1, "c", false],
    ["c", 1, "c", false],
    ["", 0, "", false],
  ];
  expectSame(seen, expected, "what is seen");
}

function refreshes(under: UserStateUnderTest): void {
  const reading: Expiry = { ...ttl, updates: "onReadAndWrite" };
  const [values, lists, maps] = [
    new Driven(under.value(reading)),
    new Driven(under.list(reading)),
    new Driven(under.map(reading)),
  ];
  values.at("k", 0).set("x");
  lists.at("k", 0).add("x");
  maps.at("k", 0).setAll([
    ["a", 1],
    ["b", 2],
  ]);
  values.at("k", 60).get();
  lists.at("k", 60).get();
  maps.at("k", 60).get("a");
  expectSame([values.at("k", 159).get(), lists.at("k", 159).get()], ["x", ["x"]], "what was read");
  expectSame(maps.at("k", 159).keys(), ["a"], "the entry that was read");
}

function showsExpired(under: UserStateUnderTest): void {
  const shown: Expiry = { ...ttl, visibility: "returnExpiredIfNotCleanedUp" };
  const [values, maps] = [new Driven(under.value(shown)), new Driven(under.map(shown))];
  values.at("k", 0).set("x");
  maps.at("k", 0).set("a", 1);
  const seen = [values.at("k", 100).get(), values.at("k", 100).get() === undefined];
  expectSame(seen, ["x", true], "a value that has expired");
  expectSame([maps.at("k", 100).keys(), maps.at("k", 100).keys()], [["a"], []], "an entry that has expired");
  const lists = new Driven(under.list(shown));
  lists.at("k", 0).add("x");
  expectSame(lists.at("k", 100).get(), ["x"], "an item that has expired");
  lists.clock.advanceTo(300);
  lists.cleanUp(1000);
  expectSame([lists.at("k").get(), lists.size], [[], 0], "an item that was cleaned up");
}

function cleansUp(under: UserStateUnderTest): void {
  const [values, lists, maps] = [new Driven(under.value(ttl)), new Driven(under.list(ttl)), new Driven(under.map(ttl))];
  for (let at = 0; at < 1000; at++) {
    values.at(`key ${at}`, 0).set(at);
    lists.at(`key ${at}`, 0).add(at);
    maps.at(`key ${at}`, 0).set("x", at);
  }
  for (const driven of [values, lists, maps] as Driven<unknown>[]) {
    driven.clock.advanceTo(99);
    driven.cleanUp(5000);
    const before = driven.size;
    driven.clock.advanceTo(125);
    driven.cleanUp(300);
    const some = driven.size;
    driven.cleanUp(5000);
    expectSame([before, some, driven.size], [1000, 700, 0], "the keys in memory");
  }
}

function keepsRefreshed(under: UserStateUnderTest): void {
  const values = new Driven(under.value(ttl));
  for (let at = 0; at < 100; at++) values.at(at, 0).set(at);
  for (let at = 0; at < 100; at += 10) values.at(at, 90).set(at);
  values.clock.advanceTo(189);
  values.cleanUp(1000);
  expectSame([values.size, values.at(50).get(), values.at(51).get() === undefined], [10, 50, true], "the keys");
  values.clock.advanceTo(210);
  values.cleanUp(1000);
  expectSame(values.size, 0, "the keys in memory");
}

function doesNotResurrect(under: UserStateUnderTest): void {
  const longer: Expiry = { ...ttl, ttlMs: 10_000 };
  for (const next of [longer, undefined]) {
    const [values, lists, maps] = [
      new Driven(under.value(ttl)),
      new Driven(under.list(ttl)),
      new Driven(under.map(ttl)),
    ];
    for (const [key, time] of [
      ["old", 0],
      ["new", 40],
    ] as const) {
      values.at(key, time).set(key);
      lists.at("k", time).add(key);
      maps.at("k", time).set(key, time);
    }
    // They are written down while both are alive.
    values.restore(2, under.value(next), 120);
    lists.restore(2, under.list(next), 120);
    maps.restore(2, under.map(next), 120);
    expectSame([values.at("old").get() === undefined, values.at("new").get()], [true, "new"], "the values");
    expectSame([lists.at("k").get(), maps.at("k").keys()], [["new"], ["new"]], "items and entries");
  }
}

function changesTtl(under: UserStateUnderTest): void {
  const values = new Driven(under.value(undefined));
  values.at("k", 0).set("x");
  values.clock.advanceTo(1000);
  values.restore(1, under.value(ttl));
  expectSame(values.at("k", 1000).get(), "x", "a value from before there was a time to live");
  // From then on it counts.
  values.cleanUp(10);
  values.clock.advanceTo(1125);
  values.cleanUp(10);
  expectSame(values.at("k").get() === undefined, true, "whether it has expired");
  values.at("k", 2000).set("y");
  values.restore(1, under.value({ ...ttl, ttlMs: 10 }));
  expectSame(values.at("k", 2010).get() === undefined, true, "whether a shorter time to live counts");
  values.at("k", 3000).set("z");
  values.restore(1, under.value(undefined));
  expectSame(values.at("k", 9999).get(), "z", "a value that lives for ever now");
}

function undoes(under: UserStateUnderTest): void {
  for (const expiry of [undefined, ttl, { ...ttl, updates: "onReadAndWrite" } as const]) {
    const value = new Driven(under.value(expiry));
    const list = new Driven(under.list(expiry));
    const map = new Driven(under.map(expiry));
    const reduced = new Driven(under.reducing((a, b) => (a as number) + (b as number), expiry));
    const fold = new Driven(under.aggregating(collected, (added) => added, expiry));
    const all = [value, list, map, reduced, fold] as Driven<unknown>[];
    const put = (key: string, n: number): void => {
      value.at(key).set(n);
      list.at(key).addAll([n, n]);
      map.at(key).setAll([
        [n, n],
        ["last", n],
      ]);
      reduced.at(key).add(n);
      fold.at(key).add(n);
    };
    const textOf = (key: string): string => {
      const entries = map.at(key).entries().map(literal).sort();
      return literal([value.at(key).get(), list.at(key).get(), entries, reduced.at(key).get(), fold.at(key).get()]);
    };
    put("old", 1);
    const before = textOf("old");
    for (const driven of all) driven.undo.length = 0;
    for (const driven of all) driven.clock.advanceTo(50);
    textOf("old");
    for (const key of ["old", "new"]) put(key, 2);
    for (const key of ["old", "new"]) for (const driven of all) (driven.at(key) as { clear(): void }).clear();
    put("old", 3);
    list.at("old").set([7]);
    map.at("old").delete("last");
    for (const driven of all) driven.takeBack();
    for (const driven of all) expectSame(driven.size, 1, "the keys in memory");
    expectSame(textOf("old"), before, "what was there before");
    if (expiry === undefined) continue;
    for (const driven of all) driven.undo.length = 0;
    value.at("old", expiry.updates === "onReadAndWrite" ? 150 : 100);
    expectSame(value.at("old").get() === undefined, true, "whether the time of its update came back, too");
  }
}
