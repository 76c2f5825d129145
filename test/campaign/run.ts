// `npm run campaign -- --seeds N [--seed S] [--of patterns]` or `--kills N [--seed S] [--parallelism P] [--lanes L]`: trials longer than those of the tests.
import { parseArgs } from "node:util";
import { killCampaign } from "./kills.ts";
import { seedCampaign } from "./seeds.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    kills: { type: "string" },
    seed: { type: "string" },
    of: { type: "string", default: "any" },
    parallelism: { type: "string" },
    lanes: { type: "string" },
  },
});
const say = (text: string): void => console.log(text);
if ((values.seeds === undefined) === (values.kills === undefined)) {
  console.error(
    "Cannot run a campaign as its kind must be said: got " +
      `${values.seeds === undefined ? "none" : "two"}; write npm run campaign -- --seeds 10000, or --kills 100`,
  );
  process.exitCode = 2;
} else if (values.of !== "any" && values.of !== "patterns") {
  console.error(`Cannot run a campaign of such programs as they must be "any" or "patterns": got ${values.of}`);
  process.exitCode = 2;
} else if (values.seeds !== undefined) await simulateSeeds(values.seeds, values.seed ?? "0", values.of);
else await killProcesses(values.kills!);
// What a failed seed has left under way, with its timeouts, is not waited for.
process.exit();

async function simulateSeeds(count: string, first: string, of: "any" | "patterns"): Promise<void> {
  const campaign = { seeds: Number(count), first: Number(first), of, say };
  const { seeds, crashes, faults, failure } = await seedCampaign(campaign);
  console.log(
    `${seeds} seeds with ${crashes} crashes and ${faults} faults: ${failure ?? "nothing lost, nothing doubled"}`,
  );
  if (failure !== undefined) process.exitCode = 1;
}

async function killProcesses(count: string): Promise<void> {
  const { kills, runs, lost, doubled, seed } = await killCampaign({
    kills: Number(count),
    seed: Number(values.seed ?? Date.now() % 1_000_000),
    parallelism: Number(values.parallelism ?? 1),
    lanes: Number(values.lanes ?? 1),
    say,
  });
  console.log(`${kills} kills in ${runs} runs: ${lost} rows lost, ${doubled} doubled`);
  if (lost + doubled === 0) return;
  console.log(`again: npm run campaign -- --kills ${kills} --seed ${seed}`);
  process.exitCode = 1;
}
