import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { commandsOf, type ReleaseFacts, refusals } from "./release.ts";
import { binary, repositoryFolder } from "./repository.ts";

const none = { kind: "patch", removed: [], added: [] } as const;
const ready: ReleaseFacts = {
  version: "0.2.0",
  uncommitted: [],
  branch: "main",
  tags: ["v0.1.3", "v0.1.2"],
  changelog: "# Changelog\n\n## 0.2.0: learners\n\n- a\n\n## 0.1.3: graphs\n",
  repository: "https://example.org/millrace",
  unaccepted: none,
  sinceRelease: { kind: "major", removed: ["millrace exports a"], added: [] },
  hasIdentity: true,
};

test("a tree that is committed, described and of a version that its changes ask for may be published", () => {
  expect(refusals(ready)).toEqual([]);
  expect(refusals({ ...ready, version: "0.10.0", changelog: "## 0.10.0: more" })).toEqual([]);
  expect(refusals({ ...ready, tags: [], sinceRelease: undefined })).toEqual([]);
  expect(commandsOf("0.2.0")[1]).toEqual(["npm", "publish", "--provenance", "--access", "public"]);
});

test("each thing that is missing is told with what to do", () => {
  const cases: readonly (readonly [Partial<ReleaseFacts>, RegExp])[] = [
    [{ uncommitted: ["M a.ts"] }, /^the tree has changes that are not committed: M a\.ts; commit them$/],
    [{ branch: "mine" }, /^a release is of main: got branch mine; /],
    [{ tags: ["v0.2.0"], sinceRelease: none }, /^v0\.2\.0 is there already; raise "version"/],
    [
      { changelog: "## 0.2.0 (unreleased): x" },
      /^CHANGELOG\.md must begin with "## 0\.2\.0: …": got "0\.2\.0 \(unreleased\): x"/,
    ],
    [
      { unaccepted: { ...none, kind: "minor" } },
      /^test\/api does not tell the API as it is; run npm run api -- --accept$/,
    ],
    [{ repository: undefined }, /^package\.json has no "repository"/],
    [{ hasIdentity: false }, /^npm takes provenance only of a workflow/],
  ];
  for (const [change, said] of cases) {
    const told = refusals({ ...ready, ...change });
    expect(told[0]).toMatch(said);
  }
  const low = { version: "0.1.4", changelog: "## 0.1.4: x" };
  expect(refusals({ ...ready, ...low })).toEqual([
    "version 0.1.4 is too low for a major change since v0.1.3, 0.2.0 at least; raise it:\n    - millrace exports a",
  ]);
  expect(refusals({ ...ready, ...low, sinceRelease: { ...none, kind: "minor" } })).toEqual([]);
});

test("a dry run of this tree tells what is refused and what would be run, and runs none of it", {
  timeout: 120_000,
}, async () => {
  const said = await new Promise<string>((resolve) => {
    const options = {
      cwd: repositoryFolder,
      encoding: "utf8",
      env: { ...process.env, ACTIONS_ID_TOKEN_REQUEST_URL: undefined },
    } as const;
    execFile(binary("node"), ["test/tools/release.ts", "--dry-run"], options, (error, out, err) =>
      resolve(`${error?.code ?? 0}\n${out}${err}`),
    );
  });
  expect(said).toMatch(/^1\n/);
  expect(said).toContain("refused: npm takes provenance only of a workflow with id-token: write; run it there\n");
  expect(said).toMatch(
    /then: \.ci\/run\nthen: npm publish --provenance --access public\nthen: deno publish --no-check\nthen: git tag /,
  );
});
