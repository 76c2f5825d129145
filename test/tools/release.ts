// `npm run release`: checks that this tree may be published, runs the gate, publishes to npm with provenance and to JSR, and tags.
// `-- --dry-run` tells all that would be refused and what would be run; it publishes nothing. Provenance is a statement of the
// machine that builds, so that only a workflow of GitHub or GitLab can publish: `id-token: write`, then `npm run release`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type ApiChange, apiChange, nextVersion } from "../architecture/api-changes.ts";
import { readSources } from "../architecture/source.ts";
import { acceptedApi, presentApi, releasedApi, textOf } from "./api.ts";
import { readManifests } from "./entries.ts";
import { repositoryFolder } from "./repository.ts";
import { runCommand } from "./run-command.ts";
import { tellUsage } from "./usage.ts";

tellUsage(import.meta);

/** What decides whether a tree may be published. */
export interface ReleaseFacts {
  readonly version: string;
  /** `git status --porcelain`. */
  readonly uncommitted: readonly string[];
  readonly branch: string;
  /** Of releases, `v1.2.3`, the newest first. */
  readonly tags: readonly string[];
  readonly changelog: string;
  /** Where the sources are, as package.json says; provenance names it. */
  readonly repository: string | undefined;
  /** Since test/api was written, and since the last release. */
  readonly unaccepted: ApiChange;
  readonly sinceRelease: ApiChange | undefined;
  /** Whether a workflow runs this that npm takes a statement of provenance from. */
  readonly hasIdentity: boolean;
}

/** Why it may not, a sentence each with what to do. */
export function refusals(facts: ReleaseFacts): string[] {
  const { version, uncommitted, branch, tags, repository, unaccepted, hasIdentity } = facts;
  return [
    ...(uncommitted.length > 0
      ? [`the tree has changes that are not committed: ${uncommitted.join(", ")}; commit them`]
      : []),
    ...(branch !== "main" && branch !== "HEAD" ? [`a release is of main: got branch ${branch}; merge it first`] : []),
    ...(tags.includes(`v${version}`)
      ? [`v${version} is there already; raise "version" in package.json and deno.json`]
      : []),
    ...changelogRefusals(facts),
    ...(unaccepted.kind === "patch" ? [] : ["test/api does not tell the API as it is; run npm run api -- --accept"]),
    ...versionRefusals(facts),
    ...(repository === undefined ? ['package.json has no "repository", which provenance names; add it'] : []),
    ...(hasIdentity ? [] : ["npm takes provenance only of a workflow with id-token: write; run it there"]),
  ];
}

function changelogRefusals({ version, changelog }: ReleaseFacts): string[] {
  const [, title = ""] = /^## (.+)$/m.exec(changelog) ?? [];
  if (title.startsWith(version) && !title.includes("unreleased")) return [];
  return [
    `CHANGELOG.md must begin with "## ${version}: …": got ${JSON.stringify(title)}; write the section of this version`,
  ];
}

/** A version may be higher than what the API asks for, never lower. */
function versionRefusals({ version, tags: [last], sinceRelease }: ReleaseFacts): string[] {
  if (last === undefined || sinceRelease === undefined) return [];
  const lowest = nextVersion(last.slice(1), sinceRelease.kind);
  if (compared(version, lowest) >= 0) return [];
  return [
    `version ${version} is too low for a ${sinceRelease.kind} change since ${last}, ${lowest} at least; raise it:\n${textOf(sinceRelease, 10)}`,
  ];
}

function compared(one: string, other: string): number {
  const [left, right] = [one, other].map((text) => text.split(".").map(Number));
  for (const [at, part] of left!.entries()) if (part !== right![at]) return part - right![at]!;
  return 0;
}

/** What is run when nothing is refused, in this order. */
export function commandsOf(version: string): readonly (readonly [command: string, ...words: string[]])[] {
  return [
    [".ci/run"],
    ["npm", "publish", "--provenance", "--access", "public"],
    // Its own compiler has other globals; the gate has looked at all types.
    ["deno", "publish", "--no-check"],
    ["git", "tag", "--annotate", `v${version}`, "--message", `Millrace ${version}`],
    ["git", "push", "origin", `v${version}`],
  ];
}

async function factsOf(root: string): Promise<ReleaseFacts> {
  const { npm } = readManifests(root);
  const tags = await lines(root, ["tag", "--list", "v*", "--sort=-version:refname"]);
  const present = presentApi(root, readSources(root));
  const [last] = tags;
  return {
    version: npm.version,
    uncommitted: (await lines(root, ["status", "--porcelain"])).map((line) => line.trim()),
    branch: (await lines(root, ["rev-parse", "--abbrev-ref", "HEAD"]))[0] ?? "",
    tags,
    changelog: readFileSync(join(root, "CHANGELOG.md"), "utf8"),
    repository: (npm as { repository?: { url: string } }).repository?.url,
    unaccepted: apiChange(acceptedApi(root), present),
    sinceRelease: last === undefined ? undefined : apiChange(await releasedApi(root, last), present),
    hasIdentity: process.env.ACTIONS_ID_TOKEN_REQUEST_URL !== undefined || process.env.SIGSTORE_ID_TOKEN !== undefined,
  };
}

async function lines(root: string, words: readonly string[]): Promise<string[]> {
  const { code, output } = await runCommand("git", words, { cwd: root, output: "keep" });
  if (code !== 0) throw new Error(`Cannot look at the tree as git ${words.join(" ")} ended with ${code}: ${output}`);
  return output.split("\n").filter((line) => line !== "");
}

async function main(root: string): Promise<number> {
  const { values } = parseArgs({ options: { "dry-run": { type: "boolean" } } });
  const facts = await factsOf(root);
  const refused = refusals(facts);
  for (const reason of refused) console.log(`refused: ${reason}`);
  for (const words of commandsOf(facts.version)) {
    if (values["dry-run"]) console.log(`${refused.length > 0 ? "then" : "would run"}: ${words.join(" ")}`);
    else if (refused.length === 0) {
      const { code } = await runCommand(words[0], words.slice(1), { cwd: root });
      if (code !== 0) return code;
    }
  }
  return refused.length > 0 ? 1 : 0;
}

if (import.meta.main) process.exitCode = await main(repositoryFolder);
