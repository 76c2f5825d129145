// `npm run oracle -- <suite> [FILE…]`: replays recorded cases of other engines, those in `data/` where no file is named; the
// last line is `N passed, N failed`.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { UsageError } from "../../cli/usage-error.ts";
import { tellUsage } from "../tools/usage.ts";
import type { OracleResult, OracleSuite } from "./result.ts";

tellUsage(import.meta);

const here = fileURLToPath(new URL(".", import.meta.url));
// npm changes to the package; paths are meant from where the caller stands.
const callerFolder = process.env.INIT_CWD ?? process.cwd();
const notSuites = ["result", "run"];

async function main([suite, ...named]: readonly string[]): Promise<number> {
  if (suite === undefined || !suites().includes(suite)) {
    throw new UsageError(
      `Cannot replay ${JSON.stringify(suite ?? "")} as it must be one of the suites: ` +
        `there are ${suites().join(", ")}; write npm run oracle -- SUITE [FILE…]`,
    );
  }
  const files = named.length > 0 ? named : recorded(suite);
  if (files.length === 0) {
    throw new UsageError(
      `Cannot replay ${suite} as cases must be recorded: data/ holds no ${suite}*.json; write npm run oracle -- ${suite} FILE…`,
    );
  }
  const { default: replay } = (await import(pathToFileURL(`${here}${suite}.ts`).href)) as { default: OracleSuite };
  let passed = 0;
  let failed = 0;
  for (const file of files) {
    const results = await resultsOf(replay, file);
    const wrong = results.filter((result) => !result.passed);
    for (const result of wrong) console.log(lineOf(file, result));
    passed += results.length - wrong.length;
    failed += wrong.length;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** A file that cannot be read or replayed, or that holds no case, is one failure and does not stop the others. */
async function resultsOf(replay: OracleSuite, file: string): Promise<readonly OracleResult[]> {
  try {
    const path = resolve(callerFolder, file);
    if (!existsSync(path)) {
      return [{ id: "(file)", expected: "a file of recorded cases", got: `no file at ${path}`, passed: false }];
    }
    const results = await replay(JSON.parse(readFileSync(path, "utf8")));
    return results.length > 0 ? results : [{ id: "(file)", expected: "at least one case", got: "none", passed: false }];
  } catch (error) {
    const got = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [{ id: "(file)", expected: "a file of recorded cases", got, passed: false }];
  }
}

function lineOf(file: string, { id, expected, got }: OracleResult): string {
  return [`${file} ${id}`, `  expected ${textOf(expected)}`, `  got      ${textOf(got)}`].join("\n");
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const bigintAsText = (_: string, one: unknown): unknown => (typeof one === "bigint" ? `${one}n` : one);
  return JSON.stringify(value, bigintAsText) ?? String(value);
}

/** The files in `data/` that belong to a suite: `window-cases.json`, `nexmark.json`. */
function recorded(suite: string): string[] {
  const ofSuite = new RegExp(`^${suite}(-[a-z-]+)?\\.json$`);
  return readdirSync(`${here}data`)
    .filter((file) => ofSuite.test(file))
    .map((file) => `${here}data/${file}`);
}

function suites(): string[] {
  if (!existsSync(here)) return [];
  return readdirSync(here).flatMap((file) => {
    const name = /^([a-z-]+)\.ts$/.exec(file)?.[1];
    return name === undefined || notSuites.includes(name) ? [] : [name];
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log("0 passed, 1 failed");
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
