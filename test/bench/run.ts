// `npm run bench -- <suite> [--events N] [--rounds N] [--case TEXT] [--json FILE]`
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArguments, wholeNumber } from "../../cli/arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { installNativeParts } from "../tools/native-parts.ts";
import { tellUsage } from "../tools/usage.ts";
import type { BenchCase, BenchSuite } from "./case.ts";
import { measure } from "./measure.ts";
import { alignedLines, type BenchRecord, cellsOf, recordOf, tableHeader } from "./report.ts";

tellUsage(import.meta);

interface Arguments {
  readonly suite: string;
  readonly events: number | undefined;
  readonly rounds: number;
  readonly onlyCase: string;
  readonly json: string | undefined;
}

const here = fileURLToPath(new URL(".", import.meta.url));

async function main(): Promise<void> {
  const { suite, events, rounds, onlyCase, json } = readArguments();
  const all = await casesOf(suite, events);
  const cases = all.filter(({ name }) => name.includes(onlyCase));
  if (cases.length === 0) {
    throw new UsageError(
      `Cannot measure cases of ${suite} as one must contain ${JSON.stringify(onlyCase)}: ` +
        `there are ${all.map(({ name }) => name).join(", ")}; write --case with a part of one`,
    );
  }
  const records: BenchRecord[] = [];
  const rows: string[][] = [[...tableHeader]];
  for (const one of cases) {
    process.stderr.write(`${suite}: ${one.name} …\n`);
    const measured = await measure(one, rounds);
    records.push(recordOf(suite, one, measured));
    rows.push(cellsOf(one, measured));
  }
  console.log(`suite ${suite}, ${rounds} rounds, Node ${process.versions.node}; medians, CPU of all threads`);
  console.log(alignedLines(rows).join("\n"));
  // npm changes to the package; the path is meant from where the caller stands.
  if (json !== undefined)
    writeFileSync(resolve(process.env.INIT_CWD ?? ".", json), `${JSON.stringify(records, null, 2)}\n`);
}

const usage = "npm run bench -- SUITE [--events N] [--rounds N] [--case TEXT] [--json FILE]";

function readArguments(): Arguments {
  const { words, options } = parseArguments(process.argv.slice(2), {
    events: "value",
    rounds: "value",
    case: "value",
    json: "value",
  });
  const [suite] = words;
  if (suite === undefined || words.length > 1 || !suites().includes(suite)) {
    throw new UsageError(
      `Cannot measure ${JSON.stringify(words.join(" "))} as it must be one of the suites: ` +
        `there are ${suites().join(", ")}; write ${usage}`,
    );
  }
  return {
    suite,
    events: wholeNumber(options, "events"),
    rounds: Math.max(5, wholeNumber(options, "rounds") ?? 5),
    onlyCase: options.get("case") ?? "",
    json: options.get("json"),
  };
}

async function casesOf(suite: string, events: number | undefined): Promise<readonly BenchCase[]> {
  await installNativeParts(readFileSync(fileOf(suite), "utf8"));
  const { default: made } = (await import(pathToFileURL(fileOf(suite)).href)) as { default: BenchSuite };
  return typeof made === "function" ? made(events === undefined ? {} : { events }) : made;
}

function fileOf(suite: string): string {
  return `${here}${suite}.bench.ts`;
}

function suites(): string[] {
  return readdirSync(here).flatMap((file) => (file.endsWith(".bench.ts") ? [file.slice(0, -".bench.ts".length)] : []));
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
