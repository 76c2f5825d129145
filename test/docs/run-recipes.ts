import { fork, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { printed, type Recipe } from "./recipes.ts";

const limitMs = 120_000;

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * What each recipe prints: modules one after another in one process, commands each in a shell beside it.
 *
 * @param surroundings What their environment has besides, such as where servers are.
 */
export async function runRecipes(
  recipes: readonly Recipe[],
  surroundings: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  mkdirSync(join(root, "out"), { recursive: true });
  const folder = mkdtempSync(join(root, "out", "recipes-"));
  try {
    const placed = recipes.map((recipe, at) => ({ recipe, place: place(recipe, join(folder, String(at))) }));
    const modules = placed.filter(({ recipe }) => recipe.run.kind === "ts");
    const shells = placed.filter(({ recipe }) => recipe.run.kind === "sh");
    const [ofModules, ofShells] = await Promise.all([runModules(modules, surroundings), runShells(shells, folder)]);
    return placed.map(({ recipe, place }) => {
      const text = recipe.run.kind === "ts" ? ofModules.shift()! : ofShells.shift()!;
      return printed(text.replaceAll(pathToFileURL(place).href, "").replaceAll(`${place}/`, "").replaceAll(root, ""));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Placed {
  readonly recipe: Recipe;
  /** The folder that it runs in. */
  readonly place: string;
}

function place(recipe: Recipe, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const files = recipe.run.kind === "ts" ? [...recipe.files, moduleOf(recipe)] : recipe.files;
  for (const { name, text } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function moduleOf({ run }: Recipe): { name: string; text: string } {
  return { name: "recipe.ts", text: `${run.text}\nexport {};\n` };
}

async function runModules(
  placed: readonly Placed[],
  surroundings: Readonly<Record<string, string>>,
): Promise<string[]> {
  const urls = placed.map(({ place }) => pathToFileURL(join(place, "recipe.ts")).href);
  const outputs: string[] = [];
  while (outputs.length < urls.length) outputs.push(...(await runFrom(urls.slice(outputs.length), surroundings)));
  return outputs;
}

type Message = { readonly started: string } | { readonly ended: string; readonly output: string };

/** One process for all of them; where it ends within one, that one is told so and the next process goes on behind it. */
function runFrom(urls: readonly string[], surroundings: Readonly<Record<string, string>>): Promise<string[]> {
  const child = fork(fileURLToPath(new URL("./recipe-child.ts", import.meta.url)), urls, {
    cwd: root,
    env: { ...environment(), ...surroundings },
    execArgv: ["--conditions=millrace:source"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const outputs: string[] = [];
  const rest = textOf(child.stdout!, child.stderr!);
  let timer: NodeJS.Timeout | undefined;
  child.on("message", (message: Message) => {
    clearTimeout(timer);
    if ("started" in message) timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
    else outputs.push(message.output);
  });
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (outputs.length < urls.length) outputs.push(`the process ended within it (${signal ?? code}) ${rest()}`);
      resolve(outputs);
    });
  });
}

/** In these shells `node` is that of the tests, and `npx millrace` this repository's command. */
async function runShells(placed: readonly Placed[], folder: string): Promise<string[]> {
  const npx = join(folder, "npx");
  const main = join(root, "cli", "main.ts");
  writeFileSync(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" "${main}" "$@"\n`);
  chmodSync(npx, 0o755);
  const path = [folder, dirname(process.execPath), process.env.PATH].join(delimiter);
  // `import … from "millrace"` finds the sources.
  const env = { ...environment(), PATH: path, NODE_OPTIONS: "--conditions=millrace:source", TMPDIR: folder };
  const outputs: string[] = [];
  for (const { recipe, place } of placed) outputs.push(await shellOutput(recipe.run.text, place, env));
  return outputs;
}

function shellOutput(text: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const shell = spawn("bash", ["-c", text], { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: limitMs });
  const output = textOf(shell.stdout, shell.stderr);
  return new Promise((resolve) => shell.on("close", () => resolve(output())));
}

function textOf(...streams: readonly Readable[]): () => string {
  let text = "";
  for (const stream of streams) {
    stream.on("data", (part) => {
      text += part;
    });
  }
  return () => text;
}

/** Of a machine far from UTC, so that no recipe shows what only holds there. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, FORCE_COLOR: _color, ...env } = process.env;
  return { ...env, TZ: "Asia/Kolkata", NO_COLOR: "1" };
}
