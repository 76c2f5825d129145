import type { Suite } from "./suites.ts";

/** What vitest's JSON reporter says of a run; only the fields that are read here. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly FileReport[];
}

export interface FileReport {
  /** Path of the file. */
  readonly name: string;
  readonly status: string;
  /** Why the file has no tests to run, where it could not be loaded. */
  readonly message?: string;
  readonly assertionResults?: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages?: readonly string[];
  }[];
}

export interface SuiteRun {
  readonly suite: Suite;
  readonly files: readonly string[];
  readonly exitCode: number;
  readonly elapsedMs: number;
  /** Absent when vitest ended without writing one. */
  readonly report?: VitestReport;
}

export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why the suite fails beyond its failed tests; each counts as one failure. */
  readonly problems: readonly string[];
}

/** Judges one suite so that nothing passes silently: no report, no test, a missing file or a bad exit is a failure. */
export function judge(run: SuiteRun): Verdict {
  const passed = run.report?.numPassedTests ?? 0;
  const failedTests = run.report?.numFailedTests ?? 0;
  const problems = problemsOf(run);
  return {
    passed,
    failed: failedTests + problems.length,
    skipped: run.report?.numPendingTests ?? 0,
    problems,
  };
}

/** More failing files than these are no matter of chance: they are not tried again. */
const filesTriedAgain = 3;

/** Files of a run to try once more, alone: those that failed, where they are few and all else is as it should be. */
export function filesToTryAgain({ report, files }: SuiteRun): string[] {
  if (report === undefined || report.testResults.length < files.length) return [];
  const failed = report.testResults.filter((file) => file.status === "failed").map((file) => file.name);
  return failed.length <= filesTriedAgain ? failed : [];
}

/** A run whose failed files were run again: what these gave the second time stands. */
export function withSecondTry(first: SuiteRun, second: SuiteRun): SuiteRun {
  if (first.report === undefined || second.report === undefined) return first;
  const again = second.report;
  const replaced = new Map(again.testResults.map((file) => [file.name, file]));
  const taken = first.report.testResults.filter((file) => replaced.has(file.name));
  const counted = (status: string) => sum(taken.map((file) => count(file, status)));
  return {
    ...first,
    exitCode: second.exitCode,
    report: {
      numPassedTests: first.report.numPassedTests - counted("passed") + again.numPassedTests,
      numFailedTests: first.report.numFailedTests - counted("failed") + again.numFailedTests,
      numPendingTests: first.report.numPendingTests,
      testResults: first.report.testResults.map((file) => replaced.get(file.name) ?? file),
    },
  };
}

/** Each failed test of a run, with the first line of why. */
export function failuresOf({ report }: SuiteRun): string[] {
  return (report?.testResults ?? []).flatMap((file) => {
    const tests = (file.assertionResults ?? []).filter((test) => test.status === "failed");
    if (tests.length === 0) return file.status === "failed" ? [`${file.name}: ${firstLine(file.message)}`] : [];
    return tests.map((test) => `${file.name} > ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`);
  });
}

function count(file: FileReport, status: string): number {
  return (file.assertionResults ?? []).filter((test) => test.status === status).length;
}

function firstLine(text: string | undefined): string {
  return (text ?? "no message").split("\n", 1)[0]!.slice(0, 400);
}

/** Sums verdicts; a run in which no test was executed has one failure more. */
export function total(verdicts: readonly Verdict[]): { passed: number; failed: number; skipped: number } {
  const passed = sum(verdicts.map((verdict) => verdict.passed));
  const failed = sum(verdicts.map((verdict) => verdict.failed));
  const skipped = sum(verdicts.map((verdict) => verdict.skipped));
  return { passed, failed: passed + failed === 0 ? 1 : failed, skipped };
}

function problemsOf(run: SuiteRun): string[] {
  const { suite, files, exitCode, report } = run;
  if (files.length === 0) {
    return suite.state === "later" ? [] : [`suite ${suite.name} has no test file in ${suite.folders.join(", ")}`];
  }
  if (report === undefined) {
    return [`suite ${suite.name} ended with exit code ${exitCode} and no report: vitest crashed or was killed`];
  }
  const problems: string[] = [];
  const executed = report.numPassedTests + report.numFailedTests;
  if (executed === 0) problems.push(`suite ${suite.name} executed no test`);
  if (report.testResults.length < files.length) {
    problems.push(`suite ${suite.name} ran ${report.testResults.length} of its ${files.length} files`);
  }
  const emptyFailures = report.testResults.filter((file) => file.status === "failed").length;
  if (exitCode !== 0 && report.numFailedTests === 0) {
    problems.push(`suite ${suite.name} ended with exit code ${exitCode} (${emptyFailures} files failed to load)`);
  }
  if (run.elapsedMs > suite.budgetMinutes * 60_000) {
    problems.push(`suite ${suite.name} is over its budget of ${suite.budgetMinutes} min`);
  }
  return problems;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
