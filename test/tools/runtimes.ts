// `npm run runtimes`: the files of test/runtimes, unchanged, on Node, Deno and Bun; one line each.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Counts, countJunit } from "./junit.ts";
import { binary, repositoryFolder } from "./repository.ts";
import { type CommandResult, runCommand } from "./run-command.ts";
import { tellUsage } from "./usage.ts";

tellUsage(import.meta);

interface Runtime {
  readonly name: string;
  readonly args: (files: readonly string[], report: string) => string[];
}

const runtimes: readonly Runtime[] = [
  {
    name: "node",
    args: (files, report) => [
      "--conditions=millrace:source",
      "--test",
      "--test-reporter=junit",
      `--test-reporter-destination=${report}`,
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      ...files,
    ],
  },
  {
    name: "deno",
    args: (files, report) => ["test", "--allow-all", "--no-check", "--no-lock", `--junit-path=${report}`, ...files],
  },
  {
    name: "bun",
    args: (files, report) => [
      "test",
      "--conditions=millrace:source",
      "--reporter=junit",
      `--reporter-outfile=${report}`,
      ...files,
    ],
  },
];

async function main(given: readonly string[]): Promise<number> {
  if (given.length > 0) {
    console.error(
      `Cannot run the runtimes as all files run on all of them: got ${JSON.stringify(given.join(" "))}; ` +
        "write npm run runtimes alone, or call node --test, deno test or bun test with a file",
    );
    return 2;
  }
  const folder = join(repositoryFolder, "test/runtimes");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => `./test/runtimes/${file.replaceAll("\\", "/")}`)
    .sort();
  const counts: Counts[] = [];
  for (const runtime of runtimes) counts.push(await runOn(runtime, files));
  const passed = counts.reduce((sum, one) => sum + one.passed, 0);
  const failed = counts.reduce((sum, one) => sum + one.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Runs the files on one runtime; no report, no test or a bad exit without a failed test counts as one failure. */
async function runOn({ name, args }: Runtime, files: readonly string[]): Promise<Counts> {
  const scratch = mkdtempSync(join(tmpdir(), "millrace-runtimes-"));
  const report = join(scratch, "junit.xml");
  const version = await runCommand(binary(name), ["--version"], { output: "keep" });
  const run = await runCommand(binary(name), args(files, report), {
    cwd: repositoryFolder,
    env: { MILLRACE_RUNTIME: name, NO_COLOR: "1" },
    output: "keep",
    timeoutMs: 300_000,
  });
  const counts = existsSync(report) ? countJunit(readFileSync(report, "utf8")) : { passed: 0, failed: 0 };
  rmSync(scratch, { recursive: true, force: true });
  return conclude(name, version.output, run, counts);
}

function conclude(name: string, version: string, run: CommandResult, counts: Counts): Counts {
  const isSilent = counts.passed + counts.failed === 0 || (run.code !== 0 && counts.failed === 0);
  const failed = counts.failed + (isSilent ? 1 : 0);
  if (failed > 0) console.log(run.output.trimEnd());
  const number = /\d+\.\d+\.\d+/.exec(version)?.[0] ?? "absent";
  const seconds = (run.elapsedMs / 1_000).toFixed(1);
  const why = isSilent ? ` (exit code ${run.code}, ${counts.passed} tests run)` : "";
  console.log(`${name.padEnd(5)} ${number.padEnd(8)} ${counts.passed} passed, ${failed} failed, ${seconds} s${why}`);
  return { passed: counts.passed, failed };
}

process.exitCode = await main(process.argv.slice(2));
