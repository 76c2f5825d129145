import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { binary, repositoryFolder } from "./repository.ts";

function outcome(file: string, given: readonly string[]): Promise<string> {
  const options = { cwd: repositoryFolder, encoding: "utf8" } as const;
  const words = ["--conditions=millrace:source", "--expose-gc", file, ...given];
  return new Promise((resolve) => {
    execFile(binary("node"), words, options, (error, _, said) => resolve(`${error?.code} ${said.trim()}`));
  });
}

function printed(file: string): Promise<string> {
  const words = ["--conditions=millrace:source", "--expose-gc", file, "--help"];
  return new Promise((resolve) => {
    execFile(binary("node"), words, { cwd: repositoryFolder, encoding: "utf8" }, (_, out) => resolve(out));
  });
}

test("commands of the repository that are given a wrong name, or none, say in one line which there are", async () => {
  const cases: readonly (readonly [file: string, given: readonly string[], said: RegExp])[] = [
    ["test/bench/run.ts", [], /^2 Cannot measure "" as it must be one of the suites: there are bounded, .*; write .*$/],
    [
      "test/bench/run.ts",
      ["ingest", "--case", "zzz"],
      /^2 Cannot measure cases of ingest as one .* there are .*CSV.*$/,
    ],
    ["test/bench/run.ts", ["ingest", "--evnts", "5"], /^2 Cannot take option "--evnts" .*--events.*$/],
    ["test/oracle/run.ts", ["windows"], /^2 Cannot replay "windows" as .* there are cep, .*window; write .*$/],
    ["test/tools/test.ts", ["unit"], /^2 Cannot test "unit" as .* there are units, .*; write .*$/],
    ["test/campaign/run.ts", ["--seeds", "ten"], /^2 Cannot take "ten" for --seeds as .*$/],
    ["test/services/run.ts", ["up", "minio"], /^2 Cannot run service "minio" as .* known are .*$/],
    ["test/tools/runtimes.ts", ["node"], /^2 Cannot run the runtimes as .* got "node"; write .*$/],
    ["test/laws/run.ts", ["many"], /^2 Cannot run the laws as .* got "many"; write .*$/],
  ];
  const outcomes = await Promise.all(cases.map(([file, given]) => outcome(file, given)));
  for (const [at, [, , said]] of cases.entries()) expect(outcomes[at]).toMatch(said);
});

test("each command of package.json tells by --help how it is written, and nothing else", async () => {
  const { scripts } = JSON.parse(readFileSync(join(repositoryFolder, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const ours = Object.entries(scripts).filter(([, line]) => /^node .*test\/\S+\.ts$/.test(line));
  const told = ours.filter(([name]) => name !== "prepack" && name !== "prestart");
  expect(told.length).toBeGreaterThan(12);
  await Promise.all(
    told.map(async ([name, line]) => {
      expect([name, await printed(line.split(" ").at(-1)!)]).toEqual([
        name,
        expect.stringMatching(`^\`npm (run )?${name}\\b`),
      ]);
    }),
  );
});

test("an option that a command does not take is told with how it is written, without a stack", async () => {
  for (const [file, given] of [
    ["test/tools/release.ts", "--dryrun"],
    ["test/tools/api.ts", "--acept"],
    ["test/tools/kernels.ts", "--all"],
  ] as const) {
    const said = await outcome(file, [given]);
    expect(said).toMatch(new RegExp(`^2 .*${given}[^]*\\n\\n\`npm run `));
    expect(said).not.toMatch(/^\s+at /m);
  }
});
