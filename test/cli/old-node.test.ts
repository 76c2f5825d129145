import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { oldestNode, oldNode } from "../../cli/old-node.ts";
import { commandLine, root } from "./command-line.ts";

const cli = commandLine();

test("the oldest Node is that of the package's engines", () => {
  const { engines } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    engines: { node: string };
  };
  expect(engines.node).toBe(`>=${oldestNode}`);
});

test.each(["20.19.4", "22.17.1", "18.0.0"])("Node %s is refused, with the version that is needed", (version) => {
  expect(oldNode(version)).toBe(
    `Cannot run as Node must be 22.18 or newer, which reads TypeScript: got Node ${version}; install a newer one, or use Deno or Bun`,
  );
});

test.each(["22.18.0", "22.20.1", "24.0.0", undefined])("Node %s is taken", (version) => {
  expect(oldNode(version)).toBeUndefined();
});

test("under an old Node the command says in one line that a newer one is needed, whatever it was to do", async () => {
  const pretence = 'Object.defineProperty(process.versions, "node", { value: "18.0.0" })';
  const module = `data:text/javascript,${encodeURIComponent(pretence)}`;
  const { code, out, err } = await cli.start(["--version"], { NODE_OPTIONS: `--import ${module}` }).ended;
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/^millrace: Cannot run as Node must be 22\.18 or newer, .*: got Node 18\.0\.0; .*\n$/);
});

test("before the version is known nothing is loaded that an old Node may not have", () => {
  const loaded = (file: string): string[] =>
    [...readFileSync(join(root, file), "utf8").matchAll(/^import .* from "(.*)";$/gm)].map(([, name]) => name!);
  expect(loaded("cli/main.ts")).toEqual(["../core/platform/start.ts", "./old-node.ts"]);
  expect(loaded("core/platform/start.ts")).toEqual(["node:module", "node:process"]);
  expect(loaded("cli/old-node.ts")).toEqual([]);
});

test("what was loaded once need not be compiled again", async () => {
  const { code, out } = await cli.start(["--version"], { NODE_COMPILE_CACHE: "" }).ended;
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^millrace \d/) });
  expect(readdirSync(join(cli.temporary, "node-compile-cache"))).not.toEqual([]);
});
