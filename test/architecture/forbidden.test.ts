import { expect, test } from "vitest";
import { checkForbidden } from "./forbidden.ts";
import { sourceOf } from "./source.ts";

function rules(path: string, text: string): string[] {
  return checkForbidden([sourceOf(path, text)]).map(({ rule, line }) => `${line} ${rule}`);
}

test("node:* stands in core/platform only", () => {
  expect(rules("core/io/file.ts", 'import fs from "node:fs";')).toEqual(["1 one platform folder"]);
  expect(rules("core/platform/file.ts", 'import fs from "node:fs";')).toEqual([]);
});

test.each(["new Function('x', 'return x')", "Function('x')", "eval('1')", "globalThis.eval('1')"])(
  "%s makes code from text, which core/expression alone may",
  (text) => {
    expect(rules("core/runtime/task.ts", text)).toEqual(["1 code from text"]);
    expect(rules("core/expression/generate.ts", text)).toEqual([]);
  },
);

test.each(["Deno.readFile('x')", "Bun.file('x')", "globalThis.Deno", "globalThis['Bun']", "typeof Deno"])(
  "%s names a runtime, which is allowed nowhere",
  (text) => {
    expect(rules("core/platform/file.ts", text)).toEqual(["1 no runtime's own globals"]);
  },
);

test("the word Deno in a comment or a string is no violation", () => {
  expect(rules("core/platform/file.ts", '// Deno.readFile\nconst name = "Deno.readFile";')).toEqual([]);
});

test("a file that is no mod.ts exports nothing again", () => {
  expect(rules("core/data/column.ts", 'export { x } from "./x.ts";')).toEqual(["1 mod.ts is the only barrel"]);
  expect(rules("core/data/mod.ts", 'export { x } from "./x.ts";')).toEqual([]);
});

test("a mod.ts declares nothing", () => {
  expect(rules("core/mod.ts", 'export * from "./x.ts";\nexport const x = 1;')).toEqual(["2 mod.ts holds exports only"]);
});
