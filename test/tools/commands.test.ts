import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { binary, repositoryFolder } from "./repository.ts";

function outcome(file: string, given: readonly string[]): Promise<string> {
  const options = { cwd: repositoryFolder, encoding: "utf8" } as const;
  const words = ["--conditions=millrace:source", "--expose-gc", file, ...given];
  return new Promise((resolve) => {
    execFile(binary("node"), words, options, (error, _, said) => resolve(`${error?.code} ${said.trim()}`));
  });
}

test("commands of the repository that are given a wrong name, or none, say in one line which there are", {
  timeout: 60_000,
}, async () => {
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
