// `npm run services -- up|down NAME…`: starts real servers and leaves them running, one JSON line each; ends them.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../cli/usage-error.ts";
import { processRuns } from "../../core/platform/mod.ts";
import { tellUsage } from "../tools/usage.ts";
import { cacheFolder } from "./cache.ts";
import { type ServerRecipe, startServer } from "./server.ts";
import { endProcess } from "./server-process.ts";
import { servers } from "./servers/all.ts";

tellUsage(import.meta);

/** What is remembered of a server that was left running. */
interface Remembered {
  readonly endpoints: object;
  readonly pids: readonly number[];
  readonly folder: string;
}

async function main([action, ...names]: readonly string[]): Promise<void> {
  if ((action !== "up" && action !== "down" && action !== "install") || names.length === 0) {
    throw new UsageError(
      `Cannot run services as a word and names must be given: got ${JSON.stringify([action, ...names].join(" ").trim())}; ` +
        `write npm run services -- up|down|install NAME…, where NAME is one of ${[...servers.keys()].join(", ")}`,
    );
  }
  for (const recipe of names.map(recipeOf)) {
    if (action === "install") await recipe.install();
    else await (action === "up" ? up(recipe) : down(recipe.name));
  }
}

function recipeOf(name: string): ServerRecipe<object> {
  const recipe = servers.get(name);
  if (recipe !== undefined) return recipe;
  throw new UsageError(
    `Cannot run service ${JSON.stringify(name)} as there is no such server: known are ${[...servers.keys()].join(", ")}; use one of these`,
  );
}

async function up(recipe: ServerRecipe<object>): Promise<void> {
  const known = remembered(recipe.name);
  if (known?.pids.every(processRuns)) return say(recipe.name, known.endpoints);
  if (known !== undefined) await down(recipe.name);
  const { endpoints, processes, folder } = await startServer(recipe, { outlives: true });
  mkdirSync(join(cacheFolder(), "running"), { recursive: true });
  const state: Remembered = { endpoints, pids: processes.map(({ pid }) => pid), folder };
  writeFileSync(stateFile(recipe.name), JSON.stringify(state), { mode: 0o600 });
  say(recipe.name, endpoints);
}

function say(name: string, endpoints: object): void {
  console.log(JSON.stringify({ name, ...endpoints }));
}

async function down(name: string): Promise<void> {
  const known = remembered(name);
  if (known === undefined) return console.error(`${name} is not running`);
  for (const pid of known.pids) if (isOurs(pid, known.folder)) await endProcess(pid, "SIGTERM");
  rmSync(known.folder, { recursive: true, force: true });
  rmSync(stateFile(name));
}

/** The number of a process that is gone may be another's by now: ours has its folder in its command line. Only Linux shows it. */
function isOurs(pid: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
  } catch {
    return !existsSync("/proc/self");
  }
}

function remembered(name: string): Remembered | undefined {
  return existsSync(stateFile(name)) ? (JSON.parse(readFileSync(stateFile(name), "utf8")) as Remembered) : undefined;
}

function stateFile(name: string): string {
  return join(cacheFolder(), "running", `${name}.json`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
