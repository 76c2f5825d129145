// `npm run bench -- <suite> [--events N] [--rounds N] [--case TEXT] [--json FILE]`
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { BenchCase, BenchSuite } from "./case.ts";
import { measure } from "./measure.ts";
import { alignedLines, type BenchRecord, cellsOf, recordOf, tableHeader } from "./report.ts";
import { installRivals } from "./rivals.ts";

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
  if (cases.length === 0) throw new RangeError(`Cannot run suite ${suite}: no case of it contains "${onlyCase}"`);
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

function readArguments(): Arguments {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      events: { type: "string" },
      rounds: { type: "string", default: "5" },
      case: { type: "string", default: "" },
      json: { type: "string" },
    },
  });
  const suite = positionals[0];
  if (suite === undefined || !existsSync(fileOf(suite))) {
    throw new RangeError(`Cannot run the suite "${suite ?? ""}": there are ${suites().join(", ") || "none yet"}`);
  }
  return {
    suite,
    events: values.events === undefined ? undefined : positive("--events", values.events),
    rounds: Math.max(5, positive("--rounds", values.rounds)),
    onlyCase: values.case,
    json: values.json,
  };
}

async function casesOf(suite: string, events: number | undefined): Promise<readonly BenchCase[]> {
  await installRivals(fileOf(suite));
  const { default: made } = (await import(pathToFileURL(fileOf(suite)).href)) as { default: BenchSuite };
  return typeof made === "function" ? made(events === undefined ? {} : { events }) : made;
}

function fileOf(suite: string): string {
  return `${here}${suite}.bench.ts`;
}

function suites(): string[] {
  return readdirSync(here).flatMap((file) => (file.endsWith(".bench.ts") ? [file.slice(0, -".bench.ts".length)] : []));
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new RangeError(`Cannot read ${option} as a count: got "${text}"; give a whole number above 0`);
  }
  return value;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof RangeError ? error.message : error);
  process.exitCode = 1;
}
