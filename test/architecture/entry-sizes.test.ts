import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { checkEntrySizes } from "./entry-sizes.ts";

const manifest = {
  name: "millrace",
  version: "0.1.0",
  license: "Apache-2.0",
  sideEffects: false,
  exports: {
    "./graph": { default: "./dist/graph/mod.js" },
    "./ml/onnx": { default: "./dist/ml/onnx/mod.js" },
  },
};

/** Of entries whose code is so, checked against bounds in kB. */
function messages(files: Readonly<Record<string, string>>, bounds: Readonly<Record<string, number>>): string[] {
  const root = mkdtempSync(join(tmpdir(), "millrace-sizes-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, "dist", name)), { recursive: true });
      writeFileSync(join(root, "dist", name), text);
    }
    return checkEntrySizes(manifest, root, bounds).map(({ message, remedy }) => `${message}; ${remedy}`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const code = "x".repeat(2_000);
const files = {
  "engine.js": `${code}\nexport { e as t };\n`,
  "later.js": code.repeat(9),
  "graph/mod.js": 'import { t } from "../engine.js";\nimport "node:fs";\nconst more = () => import("../later.js");\n',
  "ml/mod.js": code,
  "ml/onnx/mod.js": 'import { t as e,\n  u } from "../mod.js";\nexport * from "../../engine.js";\n',
};

test("what an entry imports at once counts, what it imports later does not, each file once", () => {
  expect(messages(files, { "millrace/graph": 3, "millrace/ml/onnx": 5 })).toEqual([]);
});

test("an entry over its bound, far below it, or without one is told with the number to write", () => {
  expect(messages(files, { "millrace/graph": 2, "millrace/ml/onnx": 9 })).toEqual([
    "importing millrace/graph loads 3 kB, its bound is 2 kB; import what is new when it is used, or write 10 if every program needs it at once",
    "importing millrace/ml/onnx loads only 5 kB, its bound is 9 kB; write 10",
  ]);
  expect(messages(files, { "millrace/graph": 3 })).toEqual([
    'importing millrace/ml/onnx loads 5 kB and has no bound; add a line: "millrace/ml/onnx": 10',
  ]);
});

test("graphs that load learners are told", () => {
  const both = { ...files, "graph/mod.js": 'export { a } from "../ml/mod.js";' };
  expect(messages(both, { "millrace/graph": 3, "millrace/ml/onnx": 5 })).toEqual([
    "importing millrace/graph loads dist/ml/mod.js; import from what both use, or when it is used",
  ]);
});
