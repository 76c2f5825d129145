import { expect, test } from "vitest";
import type { Suite } from "./suites.ts";
import { failuresOf, filesToTryAgain, judge, type SuiteRun, total, withSecondTry } from "./verdict.ts";

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

const failing: SuiteRun = {
  ...good,
  files: ["a", "b"],
  exitCode: 1,
  report: {
    numPassedTests: 4,
    numFailedTests: 1,
    numPendingTests: 0,
    testResults: [
      { name: "a", status: "passed", assertionResults: [{ fullName: "one", status: "passed" }] },
      {
        name: "b",
        status: "failed",
        assertionResults: [
          { fullName: "two", status: "passed" },
          { fullName: "three", status: "failed", failureMessages: ["expected 1 to be 2\nat b.ts"] },
        ],
      },
    ],
  },
};

test("failed tests are named with the first line of why", () => {
  expect(failuresOf(failing)).toEqual(["b > three: expected 1 to be 2"]);
  expect(failuresOf(good)).toEqual([]);
});

test("a file that cannot be loaded is named with why", () => {
  const testResults = [{ name: "a", status: "failed", message: "no such module" }];
  expect(failuresOf({ ...good, report: { ...report, testResults } })).toEqual(["a: no such module"]);
});

test("a few failed files are tried again; many, or a run without all its files, are not", () => {
  expect(filesToTryAgain(failing)).toEqual(["b"]);
  const testResults = ["a", "b", "c", "d"].map((name) => ({ name, status: "failed" }));
  expect(filesToTryAgain({ ...good, report: { ...report, testResults } })).toEqual([]);
  expect(filesToTryAgain({ ...failing, files: ["a", "b", "c"] })).toEqual([]);
});

test("what a file gives the second time stands", () => {
  const passed = { fullName: "two", status: "passed" };
  const again = (status: string, numPassedTests: number): SuiteRun => ({
    ...good,
    files: ["b"],
    exitCode: status === "passed" ? 0 : 1,
    report: {
      numPassedTests,
      numFailedTests: 2 - numPassedTests,
      numPendingTests: 0,
      testResults: [{ name: "b", status, assertionResults: [passed, { fullName: "three", status }] }],
    },
  });
  expect(judge(withSecondTry(failing, again("passed", 2)))).toEqual({ passed: 5, failed: 0, skipped: 0, problems: [] });
  expect(judge(withSecondTry(failing, again("failed", 1)))).toMatchObject({ passed: 4, failed: 1 });
});

test("a second try that crashes leaves the first as it was", () => {
  const { report: _, ...crashed } = failing;
  expect(withSecondTry(failing, crashed)).toBe(failing);
});
