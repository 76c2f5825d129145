// `npm run api`: what of the public API is not as test/api tells it, and what kind of release that is. `-- --accept` writes
// test/api anew; `-- --since TAG` compares with what a release told.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type ApiChange, apiChange } from "../architecture/api-changes.ts";
import { publicApi, type Reports } from "../architecture/public-api.ts";
import { readSources, type Source } from "../architecture/source.ts";
import type { Violation } from "../architecture/violation.ts";
import { publicEntries, readManifests } from "./entries.ts";
import { repositoryFolder } from "./repository.ts";
import { runCommand } from "./run-command.ts";
import { tellUsage } from "./usage.ts";

tellUsage(import.meta);

const folder = "test/api";
const remedy = "if that is meant, `npm run api -- --accept` writes it down";

/** The public API of the sources as they are. */
export function presentApi(root: string, sources: readonly Source[]): Reports {
  return publicApi(sources, publicEntries(readManifests(root)));
}

/** The public API as test/api tells it. */
export function acceptedApi(root: string): Reports {
  const path = join(root, folder);
  const files = existsSync(path) ? readdirSync(path).filter((file) => file.endsWith(".txt")) : [];
  return new Map(files.map((file) => [entryOf(file), readFileSync(join(path, file), "utf8")]));
}

/** The public API as a tag of the repository tells it. */
export async function releasedApi(root: string, tag: string): Promise<Reports> {
  const listed = await git(root, ["ls-tree", "--name-only", tag, `${folder}/`]);
  const files = listed.split("\n").filter((file) => file.endsWith(".txt"));
  const texts = await Promise.all(files.map((file) => git(root, ["show", `${tag}:${file}`])));
  return new Map(files.map((file, at) => [entryOf(file.slice(folder.length + 1)), texts[at]!]));
}

export function checkPublicApi(accepted: Reports, present: Reports): Violation[] {
  const change = apiChange(accepted, present);
  if (change.removed.length + change.added.length === 0) {
    const isSame = [...present].every(([entry, text]) => accepted.get(entry) === text);
    return isSame ? [] : [violation("its lines stand in another order")];
  }
  return [violation(`it is not as written down, a ${change.kind} change:\n${textOf(change, 40)}`)];
}

function violation(message: string): Violation {
  return { file: folder, line: 0, rule: "public API", message, remedy };
}

/** What is gone and what is new, a line each, of each kind the first so many. */
export function textOf({ removed, added }: ApiChange, most: number = Number.POSITIVE_INFINITY): string {
  const lines = [...shown("- ", removed, most), ...shown("+ ", added, most)];
  return lines.map((line) => `    ${line}`).join("\n");
}

function shown(sign: string, facts: readonly string[], most: number): string[] {
  const more = facts.length > most ? [`${sign}… and ${facts.length - most} more`] : [];
  return [...facts.slice(0, most).map((fact) => `${sign}${fact}`), ...more];
}

function entryOf(file: string): string {
  return file.replace(/\.txt$/, "").replaceAll(".", "/");
}

function accept(root: string, reports: Reports): void {
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, folder), { recursive: true });
  for (const [entry, text] of reports) writeFileSync(join(root, folder, `${entry.replaceAll("/", ".")}.txt`), text);
}

async function git(root: string, words: readonly string[]): Promise<string> {
  const { code, output } = await runCommand("git", words, { cwd: root, output: "keep" });
  if (code !== 0)
    throw new Error(`Cannot read the API of a release: git ${words.join(" ")} ended with ${code}: ${output}`);
  return output;
}

async function main(root: string): Promise<number> {
  const { values } = parseArgs({ options: { accept: { type: "boolean" }, since: { type: "string" } } });
  const present = presentApi(root, readSources(root));
  const before = values.since === undefined ? acceptedApi(root) : await releasedApi(root, values.since);
  const change = apiChange(before, present);
  const changes = change.removed.length + change.added.length;
  console.log(changes === 0 ? "the public API is as it was" : `a ${change.kind} change:\n${textOf(change)}`);
  if (values.accept) accept(root, present);
  return values.accept || values.since !== undefined || changes === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main(repositoryFolder);
