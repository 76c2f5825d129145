import { expect, test } from "vitest";
import { parametersOf, parseArguments } from "../../cli/arguments.ts";

const parametersIn = (...words: readonly string[]) =>
  parametersOf(parseArguments(words, { param: "value" })).parameters;

test("each --param is a name and a text, of which only the first = parts them", () => {
  expect(parametersIn("job.ts")).toBeUndefined();
  expect(parametersIn("--param", "day=2026-01-31", "job.ts", "--param=filter=a=b", "--param", "empty=")).toEqual({
    day: "2026-01-31",
    filter: "a=b",
    empty: "",
  });
});

test("a --param without a name or a value, and one that is given twice, are refused", () => {
  for (const wrong of ["day", "=x", ""])
    expect(() => parametersIn("--param", wrong)).toThrow(`Cannot take ${JSON.stringify(wrong)} for --param`);
  expect(() => parametersIn("--param", "a=1", "--param", "a=2")).toThrow(
    "Cannot take --param a as each must be given once",
  );
});
