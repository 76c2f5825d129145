import type { ValueState } from "../../../state/keyed-state.ts";
import type { StateDeclaration } from "../../../state/state.ts";
import { literal } from "../../literal.ts";
import { expectSame } from "../contract-case.ts";
import { equalKeys, rescaling, someKeys } from "./keys.ts";
import { openState, type StateOfSubtasks } from "./subtasks.ts";

type Values = StateDeclaration<ValueState<unknown>>;
type Sentence = readonly [name: string, check: (declaration: Values) => void];

export const valueSentences: readonly Sentence[] = [
  ["a value is what was set last, and undefined before", isWhatWasSet],
  ["a deleted value is gone, and deleting it again is no error", deletes],
  ["the values of a key in different namespaces are apart", keepsNamespacesApart],
  ["values of keys of every kind are apart, and survive every rescaling", survives],
  ["keys that are equal have one value", joinsEqualKeys],
  ["values of every kind of plain data survive", survivesAsTheyAre],
  ["a snapshot does not change when the state does", isolatesSnapshots],
  ["keys without a value may be forgotten, and the others stay", sweeps],
];

function put(values: StateOfSubtasks<ValueState<unknown>>, key: unknown, value: unknown, namespace?: number): void {
  const { state, keys } = values.of(key);
  state.set(keys.numberOf(key), value, namespace);
}

function textOf(values: StateOfSubtasks<ValueState<unknown>>, key: unknown, namespace?: number): string {
  const { state, keys } = values.of(key);
  return literal(state.get(keys.numberOf(key), namespace));
}

function isWhatWasSet(declaration: Values): void {
  const values = openState(declaration, 1);
  expectSame(textOf(values, "a"), "undefined", "a value never set");
  put(values, "a", 1);
  put(values, "a", "two");
  put(values, "b", null);
  expectSame([textOf(values, "a"), textOf(values, "b")], ['"two"', "null"], "the values");
}

function deletes(declaration: Values): void {
  const values = openState(declaration, 1);
  const { state, keys } = values.of("a");
  const key = keys.numberOf("a");
  put(values, "a", 1);
  state.delete(key);
  state.delete(key);
  expectSame([textOf(values, "a"), [...state.keys()]], ["undefined", []], "a deleted value");
}

function keepsNamespacesApart(declaration: Values): void {
  let values = openState(declaration, 1);
  for (const namespace of [10, -20, 0]) put(values, "a", `in ${namespace}`, namespace);
  values = values.restored(2);
  const { state, keys } = values.of("a");
  const key = keys.numberOf("a");
  state.delete(key, 0);
  expectSame([textOf(values, "a", 10), textOf(values, "a", -20)], ['"in 10"', '"in -20"'], "the namespaces");
  expectSame([...state.namespacesOf(key)].sort(), [-20, 10], "the namespaces of a key");
  expectSame([...state.namespacesOf(keys.numberOf("b"))], [], "the namespaces of a key without values");
}

function survives(declaration: Values): void {
  let values = openState(declaration, 1);
  someKeys.forEach((key, at) => put(values, key, at));
  for (let extra = 0; extra < 500; extra++) put(values, `key ${extra}`, extra);
  for (const parallelism of rescaling) {
    values = values.restored(parallelism);
    const got = someKeys.map((key) => textOf(values, key));
    expectSame(
      got,
      someKeys.map((_, at) => String(at)),
      `the values in ${parallelism} subtasks`,
    );
    const counts = values.subtasks.map(({ state }) => [...state.keys()].length);
    const total = counts.reduce((sum, count) => sum + count, 0);
    expectSame(total, someKeys.length + 500, `the number of keys in ${parallelism} subtasks`);
  }
}

function joinsEqualKeys(declaration: Values): void {
  for (const [left, right] of equalKeys) {
    let values = openState(declaration, 3);
    put(values, left, "one");
    values = values.restored(2);
    expectSame(textOf(values, right), '"one"', `the value of ${literal(right)}, set as that of ${literal(left)}`);
  }
}

function survivesAsTheyAre(declaration: Values): void {
  const data = [
    -0,
    Number.NaN,
    1n,
    "",
    [1, undefined],
    { a: { b: null } },
    new Map([[1, "x"]]),
    new Set(["y"]),
    new Date(3),
  ];
  let values = openState(declaration, 2);
  data.forEach((value, at) => put(values, at, value));
  values = values.restored(2);
  expectSame(
    data.map((_, at) => textOf(values, at)),
    data.map(literal),
    "the values",
  );
}

function isolatesSnapshots(declaration: Values): void {
  const values = openState(declaration, 1);
  const list = [1];
  put(values, "a", list);
  const before = values.restored(1);
  list.push(2);
  put(values, "b", 3);
  expectSame([textOf(before, "a"), textOf(before, "b")], ["[1]", "undefined"], "what was there at the snapshot");
}

function sweeps(declaration: Values): void {
  const values = openState(declaration, 1);
  const { state, keys } = values.of("a");
  for (let at = 0; at < 1000; at++) put(values, `key ${at}`, at);
  for (let at = 0; at < 1000; at++) if (at % 10 > 0) state.delete(keys.numberOf(`key ${at}`));
  keys.sweep((keep) => state.eachKey?.(keep));
  for (let at = 0; at < 2000; at++) if (at % 10 > 0) put(values, `other ${at}`, at);
  const kept = Array.from({ length: 100 }, (_, at) => textOf(values, `key ${10 * at}`));
  expectSame(
    kept,
    Array.from({ length: 100 }, (_, at) => String(10 * at)),
    "the values of keys that were kept",
  );
  expectSame(textOf(values, "key 1"), "undefined", "the value of a forgotten key");
  expectSame(textOf(values.restored(2), "other 1999"), "1999", "the value of a key that took a forgotten one's place");
}
