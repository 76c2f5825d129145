import { expect, test } from "vitest";
import type { Suite } from "./suites.ts";
import { judge, type SuiteRun, total } from "./verdict.ts";

const units: Suite = { name: "units", budgetMinutes: 1, atOnce: 1, folders: [], state: "now" };
const good: SuiteRun = {
  suite: units,
  files: ["test/a.test.ts"],
  exitCode: 0,
  elapsedMs: 1_000,
  report: {
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 1,
    testResults: [{ name: "test/a.test.ts", status: "passed" }],
  },
};
const report = good.report!;

test("a suite whose tests passed passes", () => {
  expect(judge(good)).toEqual({ passed: 3, failed: 0, skipped: 1, problems: [] });
});

test("failed tests are counted as they are", () => {
  expect(judge({ ...good, exitCode: 1, report: { ...report, numFailedTests: 2 } })).toMatchObject({ failed: 2 });
});

test("an unhandled error, a bad exit without a failed test, is a failure", () => {
  expect(judge({ ...good, exitCode: 1 }).problems).toEqual([
    "suite units ended with exit code 1 (0 files failed to load)",
  ]);
});

test("a crash that leaves no report is a failure", () => {
  const { report: _, ...crashed } = good;
  expect(judge({ ...crashed, exitCode: 139 })).toMatchObject({ passed: 0, failed: 1 });
});

test("a suite that ran no test, or fewer files than it has, fails", () => {
  expect(judge({ ...good, report: { ...report, numPassedTests: 0 } }).problems).toEqual([
    "suite units executed no test",
  ]);
  expect(judge({ ...good, files: ["a", "b"] }).problems).toEqual(["suite units ran 1 of its 2 files"]);
});

test("a suite without a file fails unless it is to come later", () => {
  const { report: _, ...empty } = { ...good, files: [] };
  expect(judge(empty).failed).toBe(1);
  expect(judge({ ...empty, suite: { ...units, state: "later" } }).failed).toBe(0);
});

test("a suite over its budget fails", () => {
  expect(judge({ ...good, elapsedMs: 61_000 }).problems).toEqual(["suite units is over its budget of 1 min"]);
});

test("a run that executed nothing at all has failed", () => {
  expect(total([])).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
