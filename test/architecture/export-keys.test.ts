import { expect, test } from "vitest";
import { checkExportKeys, conditionsFor, type DenoManifest, type PackageManifest } from "./export-keys.ts";

const npm: PackageManifest = {
  name: "millrace",
  version: "1.0.0",
  license: "Apache-2.0",
  sideEffects: false,
  exports: { ".": conditionsFor("core/mod.ts") },
};
const deno: DenoManifest = {
  version: "1.0.0",
  license: "Apache-2.0",
  exports: { ".": "./core/mod.ts" },
  imports: { millrace: "./core/mod.ts" },
};

function messages(one: PackageManifest, other: DenoManifest, exists = true): string[] {
  return checkExportKeys(one, other, () => exists).map(({ file, message }) => `${file}: ${message}`);
}

test("manifests that say the same have no violation, and types stand first", () => {
  expect(messages(npm, deno)).toEqual([]);
  expect(Object.keys(conditionsFor("core/mod.ts"))[0]).toBe("types");
});

test("a key that one manifest lacks is reported for that manifest", () => {
  const more = { ...deno, exports: { ...deno.exports, "./ml": "./ml/mod.ts" } };
  expect(messages(npm, more)).toEqual(['package.json: it lacks the export key "./ml" of the other manifest']);
  const less = { ...npm, exports: { ...npm.exports, "./ml": conditionsFor("ml/mod.ts") } };
  expect(messages(less, deno)).toEqual(['deno.json: it lacks the export key "./ml" of the other manifest']);
});

test("a key that names an absent file, or another file than its twin, is reported", () => {
  expect(messages(npm, deno, false)).toEqual(['deno.json: "." names ./core/mod.ts, which is absent']);
  const other = { ...npm, exports: { ".": conditionsFor("core/data/mod.ts") } };
  expect(messages(other, deno)).toEqual(['package.json: "." does not name the files of ./core/mod.ts']);
});

test("types after other conditions are reported", () => {
  const { types, ...rest } = conditionsFor("core/mod.ts");
  expect(messages({ ...npm, exports: { ".": { ...rest, types: types! } } }, deno)).toHaveLength(1);
});

test("a version that differs, or a missing import for Deno, is reported", () => {
  expect(messages(npm, { ...deno, version: "0.9.0", imports: {} })).toEqual([
    "deno.json: version 0.9.0 is not package.json's 1.0.0",
    'deno.json: imports do not map "millrace" to ./core/mod.ts',
  ]);
});
