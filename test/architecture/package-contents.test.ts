import { expect, test } from "vitest";
import { conditionsFor, type PackageManifest } from "./export-keys.ts";
import { checkPackageContents, type PackedPackage } from "./package-contents.ts";

const manifest: PackageManifest = {
  name: "millrace",
  version: "1.0.0",
  license: "Apache-2.0",
  sideEffects: false,
  exports: { ".": conditionsFor("core/mod.ts") },
};
const packed: PackedPackage = {
  files: [
    "package.json",
    "README.md",
    "LICENSE",
    "dist/third-party-licenses.txt",
    "dist/core/mod.js",
    "dist/core/mod.d.ts",
  ],
  unpackedBytes: 1_000_000,
  dependencyBytes: 2_000_000,
};

function messages(change: Partial<PackedPackage>): string[] {
  return checkPackageContents(manifest, { ...packed, ...change }).map(({ file, message }) => `${file}: ${message}`);
}

test("a package of built files and papers has no violation", () => {
  expect(messages({})).toEqual([]);
});

test("the READMEs that README.md links to are published, others are not", () => {
  const files = [...packed.files, "core/README.md", "core/data/README.md", "test/README.md"];
  expect(messages({ files })).toEqual(["test/README.md: it would be published"]);
});

test("tests and sources are not published", () => {
  const files = [...packed.files, "test/a.test.ts", "core/mod.ts"];
  expect(messages({ files })).toEqual(["test/a.test.ts: it would be published", "core/mod.ts: it would be published"]);
});

test("what an export key names must be in the package", () => {
  const files = packed.files.filter((file) => file !== "dist/core/mod.d.ts");
  expect(messages({ files })).toEqual(["dist/core/mod.d.ts: the package lacks it"]);
});

test("the licenses of packages that are part of the built one must be in the package", () => {
  const files = packed.files.filter((file) => file !== "dist/third-party-licenses.txt");
  expect(messages({ files })).toEqual(["dist/third-party-licenses.txt: the package lacks it"]);
});

test("a command that package.json installs must be in the package", () => {
  const found = checkPackageContents({ ...manifest, bin: { millrace: "./dist/cli/main.js" } }, packed);
  expect(found.map(({ file }) => file)).toEqual(["dist/cli/main.js"]);
});

test("an installed size over 5 MB is reported with its parts", () => {
  expect(messages({ dependencyBytes: 4_500_000 })).toEqual([
    "package.json: the installed size is 5.50 MB (1.00 MB of its own and 4.50 MB of dependencies), the limit is 5.00 MB",
  ]);
});
