// `npm test [-- suite …]`: every suite of test/README.md, each against its budget; the last line is `N passed, N failed`.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../cli/usage-error.ts";
import { binary, pinnedPath, repositoryFolder } from "./repository.ts";
import { runCommand } from "./run-command.ts";
import { filesOf, readSuites, type Suite } from "./suites.ts";
import { buildTfjsNode } from "./tfjs-node.ts";
import { tellUsage } from "./usage.ts";
import {
  failuresOf,
  filesToTryAgain,
  judge,
  type SuiteRun,
  total,
  type Verdict,
  type VitestReport,
  withSecondTry,
} from "./verdict.ts";

tellUsage(import.meta);

const interopFolder = join(repositoryFolder, "test/interop");

async function main(wanted: readonly string[]): Promise<number> {
  const all = readSuites(readFileSync(join(repositoryFolder, "test/README.md"), "utf8"));
  const unknown = wanted.find((name) => !all.some((suite) => suite.name === name));
  if (unknown !== undefined) {
    throw new UsageError(
      `Cannot test ${JSON.stringify(unknown)} as it must be one of the suites: ` +
        `there are ${all.map(({ name }) => name).join(", ")}; write npm test [-- SUITE…]`,
    );
  }
  const suites = wanted.length === 0 ? all : all.filter((suite) => wanted.includes(suite.name));
  await installInterop(suites);
  const lines: string[] = [];
  const verdicts: Verdict[] = [];
  for (const suite of suites) {
    const first = await runSuite(suite, filesOf(suite, all, repositoryFolder));
    const run = await tryAgain(first);
    const verdict = judge(run);
    verdicts.push(verdict);
    lines.push(lineOf(run, verdict), ...verdict.problems.map((problem) => `  FAILED: ${problem}`));
    lines.push(...failuresOf(run).map((failure) => `  FAILED: ${failure}`));
    if (run !== first) lines.push(...failuresOf(first).map((failure) => `  failed at the first try: ${failure}`));
  }
  const { passed, failed, skipped } = total(verdicts);
  if (skipped > 0) lines.push(`(${skipped} skipped)`);
  console.log(["", ...lines, `${passed} passed, ${failed} failed`].join("\n"));
  return failed === 0 ? 0 : 1;
}

/** Heavy packages that users bring along are no dependency of the root: they are installed here, once. */
async function installInterop(suites: readonly Suite[]): Promise<void> {
  const users = ["test/interop", "test/ml", "test/services"];
  const needed = suites.some(({ folders }) => users.some((user) => folders.includes(user)));
  if (!needed || existsSync(join(interopFolder, "node_modules", ".package-lock.json"))) return;
  console.log("installing test/interop");
  const { code } = await runCommand("npm", ["install", "--no-save", "--ignore-scripts"], {
    cwd: interopFolder,
    env: { PATH: pinnedPath },
    timeoutMs: 600_000,
  });
  if (code !== 0) throw new Error(`Cannot install test/interop: npm ended with exit code ${code}`);
  await buildTfjsNode(interopFolder, pinnedPath);
}

/**
 * Real servers and processes on a machine that is busy with something else fail by chance once in some thousand tests:
 * a few failed files run once more, alone, and the report names them.
 */
async function tryAgain(first: SuiteRun): Promise<SuiteRun> {
  const files = filesToTryAgain(first);
  if (files.length === 0) return first;
  console.log(`\n── ${first.suite.name}: ${files.length} failed, tried once more, alone`);
  return withSecondTry(first, await runSuite({ ...first.suite, atOnce: 1 }, files));
}

async function runSuite(suite: Suite, files: readonly string[]): Promise<SuiteRun> {
  if (files.length === 0) return { suite, files, exitCode: 0, elapsedMs: 0 };
  const folder = mkdtempSync(join(tmpdir(), "millrace-test-"));
  const reportPath = join(folder, "report.json");
  console.log(`\n── ${suite.name} (${files.length} files, budget ${suite.budgetMinutes} min)`);
  const { code, elapsedMs } = await runCommand(
    binary("node"),
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      ...files,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${reportPath}`,
      `--maxWorkers=${suite.atOnce}`,
    ],
    {
      cwd: repositoryFolder,
      // Processes that tests start load the same 400 sources: types are stripped and code is compiled once a suite.
      env: { PATH: pinnedPath, NODE_COMPILE_CACHE: join(folder, "compiled") },
      timeoutMs: suite.budgetMinutes * 90_000,
    },
  );
  const report = readReport(reportPath);
  rmSync(folder, { recursive: true, force: true });
  return { suite, files, exitCode: code, elapsedMs, ...(report === undefined ? {} : { report }) };
}

function readReport(path: string): VitestReport | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as VitestReport) : undefined;
}

function lineOf({ suite, files, elapsedMs }: SuiteRun, verdict: Verdict): string {
  const name = suite.name.padEnd(10);
  if (files.length === 0) return `${name} no test yet (budget ${suite.budgetMinutes} min)`;
  const minutes = (elapsedMs / 60_000).toFixed(2).padStart(6);
  return `${name} ${minutes} of ${suite.budgetMinutes} min  ${verdict.passed} passed, ${verdict.failed} failed`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  console.log("0 passed, 1 failed");
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
