import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { filesOf, readSuites } from "./suites.ts";

const readme = `
| suite | minutes | at once | folders | state |
|---|---|---|---|---|
| units | 6 | 2 | all that no other suite names | now |
| laws | 7.5 | 1 | test/laws test/fault | later |
`;

test("the suites are the rows of the table, in its order", () => {
  expect(readSuites(readme)).toEqual([
    { name: "units", budgetMinutes: 6, atOnce: 2, folders: [], state: "now" },
    { name: "laws", budgetMinutes: 7.5, atOnce: 1, folders: ["test/laws", "test/fault"], state: "later" },
  ]);
});

test("a README without the table is refused, with what to do", () => {
  expect(() => readSuites("# nothing")).toThrow(/Cannot read the suites in test\/README.md .* restore the table/);
});

test("every test file belongs to one suite: the named folders', or else the first", () => {
  const root = mkdtempSync(join(tmpdir(), "millrace-suites-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const folder of ["test/core", "test/laws", "test/runtimes", "test/core/node_modules"]) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, "x.test.ts"), "");
    writeFileSync(join(root, folder, "helper.ts"), "");
  }
  const [units, laws] = readSuites(readme);
  const all = [units!, laws!];
  expect(filesOf(units!, all, root)).toEqual(["test/core/x.test.ts"]);
  expect(filesOf(laws!, all, root)).toEqual(["test/laws/x.test.ts"]);
});
