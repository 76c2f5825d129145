// `npm run walk -- RUNTIME [PAGE]`: every page of docs/ as a new user follows it: the packed package in an empty folder, each
// block of a page in its order in a process of its own, on that runtime. What differs from the page is shown, and a line for each page.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { guidePages, stepsOf } from "../docs/guides.ts";
import { needsServer, pagesOf, printed, type Recipe, recipePages, recipesOf, sameProgram } from "../docs/recipes.ts";
import { repositoryFolder as root } from "../tools/repository.ts";
import { runCommand } from "../tools/run-command.ts";
import { tellUsage } from "../tools/usage.ts";
import { openRegistry } from "./registry.ts";
import { packedRuntimes, type Runtime } from "./runtimes.ts";

interface Page {
  readonly path: string;
  readonly steps: readonly Recipe[];
  /** Guides are read from top to bottom, in one folder; each recipe has its own. */
  readonly folder: "one" | "each";
}

function pages(): Page[] {
  const recipes = recipePages(root).filter(({ path }) => !needsServer(path));
  const others = pagesOf(root, "docs/coming-from").filter(({ path }) => !path.endsWith("/README.md"));
  return [
    ...guidePages(root).map(({ path, text }): Page => ({ path, steps: stepsOf(path, text), folder: "one" })),
    ...recipes.map(({ path, text }): Page => ({ path, steps: recipesOf(path, text), folder: "each" })),
    ...others.map(({ path, text }): Page => ({ path, steps: [sameProgram(path, text)], folder: "each" })),
  ];
}

type Shell = (line: string, cwd: string) => Promise<string>;

/** What a step prints there, written as the page would write it. */
async function walked(
  { files, run }: Recipe,
  at: number,
  folder: string,
  runtime: Runtime,
  shell: Shell,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const module = { name: `step-${at}.ts`, text: `${run.text}\nexport {};\n` };
  for (const { name, text } of run.kind === "ts" ? [...files, module] : files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const line = run.text
    .replace(/\bnode (?=\S+\.ts)/g, `${runtime.run} `)
    .replace(/\bnpx millrace\b/g, runtime.millrace);
  const output = await shell(run.kind === "ts" ? `${runtime.run} ${module.name}` : line, folder);
  return printed(output.replaceAll(`file://${folder}`, "").replaceAll(`${folder}/`, ""));
}

/** The pages show how Node writes objects; others have other quotes, and break lines elsewhere. */
function plain(output: string): string {
  return output
    .replace(/\\?['"`]/g, '"')
    .replace(/,(?=\s*[\]}])/g, "")
    .replace(/\s+/g, "");
}

async function main([wanted = "", only = ""]: readonly string[]): Promise<number> {
  const runtime = packedRuntimes.find(({ name }) => wanted !== "" && name.toLowerCase().includes(wanted.toLowerCase()));
  if (runtime === undefined) {
    const names = packedRuntimes.map(({ name }) => JSON.stringify(name)).join(", ");
    console.error(
      `Cannot walk on ${JSON.stringify(wanted)} as it must be part of one of ${names}: write npm run walk -- deno`,
    );
    return 2;
  }
  const registry = await openRegistry();
  const base = mkdtempSync(join(tmpdir(), "millrace-walk-"));
  try {
    const env = { ...registry.env, PATH: await runtime.path(), TZ: "Asia/Kolkata", NODE_OPTIONS: "" };
    const shell: Shell = async (line, cwd) => {
      const words = ["-c", `{ ${line}\n} 2>&1`];
      return (await runCommand("bash", words, { cwd, env, output: "keep", timeoutMs: 120_000 })).output;
    };
    await shell(`${runtime.install} > installed.txt`, base);
    let others = 0;
    for (const page of pages().filter(({ path }) => path.includes(only)))
      others += await walk(page, base, runtime, shell);
    console.log(`${runtime.name}: ${others} steps print something else than their page`);
    return others === 0 ? 0 : 1;
  } finally {
    await registry.close();
    rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** How many of its steps print something else than the page. */
async function walk({ path, steps, folder }: Page, base: string, runtime: Runtime, shell: Shell): Promise<number> {
  let others = 0;
  for (const [at, step] of steps.entries()) {
    const place = join(base, path.replace(/\W/g, "-"), folder === "one" ? "page" : String(at));
    const output = await walked(step, at, place, runtime, shell);
    if (plain(output) === plain(step.output)) continue;
    others++;
    console.log(
      `${path}:${step.line} ${step.question}\n--- the page\n${step.output}\n--- ${runtime.name}\n${output}\n`,
    );
  }
  console.log(`${path}: ${steps.length - others} of ${steps.length} as the page says`);
  return others;
}

tellUsage(import.meta);
process.exitCode = await main(process.argv.slice(2));
