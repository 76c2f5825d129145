// `npm run laws [-- <programs> [<seed>]]`: random programs for a night, 10,000 unless said otherwise.
import { binary, repositoryFolder } from "../tools/repository.ts";
import { runCommand } from "../tools/run-command.ts";
import { tellUsage } from "../tools/usage.ts";

tellUsage(import.meta);

const [programs = "10000", seed] = process.argv.slice(2);
const numbers = [programs, ...(seed === undefined ? [] : [seed])].map(Number);
if (!numbers.every(Number.isSafeInteger) || numbers[0]! < 1) {
  console.error(
    `Cannot run the laws as they take a number of programs and a seed: got ${JSON.stringify(process.argv.slice(2).join(" "))}; ` +
      "write npm run laws [-- PROGRAMS [SEED]]",
  );
  process.exit(2);
}
const { code } = await runCommand(
  binary("node"),
  ["node_modules/vitest/vitest.mjs", "run", "test/laws", "--testTimeout=0"],
  { cwd: repositoryFolder, env: { LAW_RUNS: programs, ...(seed === undefined ? {} : { LAW_SEED: seed }) } },
);
process.exitCode = code;
