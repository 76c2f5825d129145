// `npm run campaign -- --kills N [--seed S] [--parallelism P]`: long trials that are not part of the tests.
import { parseArgs } from "node:util";
import { killCampaign } from "./kills.ts";

const { values } = parseArgs({
  options: { kills: { type: "string" }, seed: { type: "string" }, parallelism: { type: "string" } },
});
if (values.kills === undefined) {
  console.error("Cannot run a campaign as its kind must be said: got nothing; write npm run campaign -- --kills 100");
  process.exit(2);
}
const report = await killCampaign({
  kills: Number(values.kills),
  seed: Number(values.seed ?? Date.now() % 1_000_000),
  parallelism: Number(values.parallelism ?? 1),
  say: (text) => console.log(text),
});
const { kills, runs, lost, doubled, seed } = report;
console.log(`${kills} kills in ${runs} runs: ${lost} rows lost, ${doubled} doubled`);
if (lost + doubled > 0) {
  console.log(`again: npm run campaign -- --kills ${kills} --seed ${seed}`);
  process.exit(1);
}
