import { expect, test } from "vitest";
import {
  choice,
  columnName,
  columnNames,
  integer,
  number,
  numbers,
  optional,
  stageKind,
  text,
  texts,
  yesNo,
} from "../../../ml/mod.ts";

const specs = {
  input: columnName("features"),
  others: optional(columnNames()),
  rate: number({ default: 0.1, above: 0, max: 1, unit: "dimensionless" }),
  most: number({ default: Number.POSITIVE_INFINITY, min: 0, max: Number.POSITIVE_INFINITY }),
  rounds: integer({ default: 10, min: 1, unit: "passes" }),
  order: choice(["up", "down"]),
  centred: yesNo(true),
  pattern: text("x"),
  words: texts(["a"]),
  splits: optional(numbers({ atLeast: 2 })),
  name: text(),
};
const kind = stageKind({
  name: "parametersTest",
  version: 1,
  parameters: specs,
  make: () => {
    throw new Error("not made here");
  },
});

test("what is left out has its default, and what may be absent is", () => {
  expect(kind.read({ name: "n" })).toEqual({
    input: "features",
    others: undefined,
    rate: 0.1,
    most: Number.POSITIVE_INFINITY,
    rounds: 10,
    order: "up",
    centred: true,
    pattern: "x",
    words: ["a"],
    splits: undefined,
    name: "n",
  });
});

test("what must be given is asked for", () => {
  expect(() => kind.read({})).toThrow("Cannot make parametersTest as name must be given: got nothing; give a text");
});

test.each([
  [
    "rate",
    0,
    "Cannot set rate in parametersTest as it must be a number > 0 and ≤ 1 (dimensionless): got 0; leave it out for 0.1",
  ],
  ["rate", Number.NaN, "must be a number > 0 and ≤ 1 (dimensionless): got NaN"],
  ["rate", "0.5", 'got "0.5"'],
  ["rounds", 1.5, "it must be a whole number ≥ 1 (passes): got 1.5; leave it out for 10"],
  ["rounds", 2 ** 53, "it must be a whole number ≥ 1 (passes): got 9007199254740992"],
  ["rounds", Number.POSITIVE_INFINITY, "got Infinity"],
  ["order", "dwon", 'it must be "up" or "down": got "dwon"; did you mean "down"?'],
  ["order", 3, 'it must be "up" or "down": got 3; leave it out for "up"'],
  ["centred", 1, "it must be true or false: got 1; leave it out for true"],
  ["input", "", 'it must be the name of a column: got ""'],
  ["others", [], "it must be a list of different names of columns, at least one: got []; give one"],
  ["others", ["a", "a"], 'got ["a","a"]'],
  ["words", ["a", 1], 'it must be a list of texts: got ["a",1]'],
  ["splits", [1], "it must be a list of at least 2 numbers: got [1]"],
  ["splits", [1, Number.NaN], "it must be a list of at least 2 numbers"],
  ["pattern", () => 1, "it must be a text: got a function"],
] as const)("%s refuses %s", (name, value, message) => {
  expect(() => kind.read({ name: "n", [name]: value })).toThrow(message);
});

test("infinity is taken where a bound says so", () => {
  expect(kind.read({ name: "n", most: Number.POSITIVE_INFINITY }).most).toBe(Number.POSITIVE_INFINITY);
});

test("an option that there is not is refused with the one that was meant", () => {
  expect(() => kind.read({ name: "n", rounsd: 1 })).toThrow("did you mean rounds?");
});

test("lists are the stage's own", () => {
  const words = ["a"];
  const read = kind.read({ name: "n", words });
  words.push("b");
  expect(read.words).toEqual(["a"]);
  expect(Object.isFrozen(read.words)).toBe(true);
});
