import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { moduleUrl } from "../../../core/platform/modules.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-modules-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test("TypeScript in CommonJS is required in Node 22, as its import does not link what it requires", async () => {
  const path = written(
    'a "b".cts',
    'const { basename } = require("node:path");\nmodule.exports = basename("x/y" as string);\n',
  );
  const url = moduleUrl(path, { node: "22.23.3" });
  expect(url).toMatch(/^data:text\/javascript,/);
  expect(((await import(/* @vite-ignore */ url)) as { default: unknown }).default).toBe("y");
  expect(moduleUrl(pathToFileURL(path), { node: "23.1.0" })).toBe(url);
});

test("all else is imported as it is", () => {
  const common = written("c.ts", 'module.exports = require("node:path");\n');
  const own = written(
    "m.ts",
    'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\nrequire("node:path");\n',
  );
  const script = written("c.cjs", 'module.exports = require("node:path");\n');
  for (const path of [own, script, join(folder, "missing.ts")]) {
    expect(moduleUrl(path, { node: "22.23.3" })).toBe(pathToFileURL(path).href);
  }
  for (const versions of [{ node: "24.0.0" }, { node: "22.0.0", deno: "2.0.0" }, { node: "22.0.0", bun: "1.2.0" }]) {
    expect(moduleUrl(common, versions)).toBe(pathToFileURL(common).href);
  }
  expect(moduleUrl("data:text/javascript,1", { node: "22.23.3" })).toBe("data:text/javascript,1");
});
