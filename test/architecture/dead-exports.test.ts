import { expect, test } from "vitest";
import { checkDeadExports } from "./dead-exports.ts";
import { sourceOf } from "./source.ts";

function dead(files: Readonly<Record<string, string>>, tests: Readonly<Record<string, string>> = {}): string[] {
  const sources = Object.entries(files).map(([path, text]) => sourceOf(path, text));
  const others = Object.entries(tests).map(([path, text]) => sourceOf(path, text));
  return checkDeadExports(sources, others, ["core/mod.ts"]).map(({ file, message }) => `${file}: ${message}`);
}

test("an export that nobody imports is reported", () => {
  expect(
    dead({ "core/data/a.ts": "export const a = 1, b = 2;", "core/data/b.ts": 'import { a } from "./a.ts";' }),
  ).toEqual(["core/data/a.ts: nobody imports b, and no public entry exports it"]);
});

test("a public entry keeps alive what it exports, directly and through folders' mod.ts", () => {
  const files = {
    "core/mod.ts": 'export { a } from "./data/a.ts"; export * from "./time/mod.ts";',
    "core/data/a.ts": "export const a = 1;",
    "core/time/mod.ts": 'export { tumbling } from "./tumbling.ts";',
    "core/time/tumbling.ts": "export const tumbling = 1;",
  };
  expect(dead(files)).toEqual([]);
});

test("a folder's mod.ts keeps nothing alive by itself; an import through it does", () => {
  const files = {
    "core/io/mod.ts": 'export * from "./a.ts";',
    "core/io/a.ts": "export const a = 1; export const b = 1;",
    "connectors/csv/source.ts": 'import { a } from "../../core/io/mod.ts";',
  };
  expect(dead(files)).toEqual(["core/io/a.ts: nobody imports b, and no public entry exports it"]);
});

test("the mirrored test alone is no user, another test is", () => {
  const files = { "core/data/a.ts": "export const a = 1;" };
  const text = 'import { a } from "../../../core/data/a.ts";';
  expect(dead(files, { "test/core/data/a.test.ts": text })).toHaveLength(1);
  expect(dead(files, { "test/core/data/b.test.ts": text })).toEqual([]);
});

test("the mirrored test may reach into a part that its file uses", () => {
  const files = {
    "core/data/a.ts": "export const part = 1; export const a = part;",
    "core/data/b.ts": 'import { a } from "./a.ts";',
  };
  const text = 'import { part } from "../../../core/data/a.ts";';
  expect(dead(files, { "test/core/data/a.test.ts": text })).toEqual([]);
});

test("a type that stands in a signature of its own file may be exported", () => {
  const text = "export interface Options { a: 1 }\nexport function run(options: Options): void {}";
  const user = 'import { run } from "./a.ts";';
  expect(dead({ "core/data/a.ts": text, "core/data/b.ts": user })).toEqual([]);
  expect(dead({ "core/data/a.ts": "export interface Options { a: 1 }" })).toHaveLength(1);
});

test("a namespace or dynamic import uses everything", () => {
  const a = "export const a = 1; export const b = 1;";
  expect(dead({ "core/data/a.ts": a, "core/data/b.ts": 'import * as all from "./a.ts";' })).toEqual([]);
  expect(dead({ "core/data/a.ts": a, "core/data/b.ts": 'const all = await import("./a.ts");' })).toEqual([]);
});

test("what to do is said: an operator is to be put into a plan, for its mod.ts is no public entry", () => {
  const remedyOf = (path: string): string =>
    checkDeadExports([sourceOf(path, "export const a = 1;")], [], ["core/mod.ts"])[0]!.remedy;
  expect(remedyOf("core/operators/a.ts")).toContain("a step of it in core/dataset/ or a function in core/transforms/");
  expect(remedyOf("core/time/a.ts")).toContain("name it in the folder's mod.ts that a public entry exports");
});
