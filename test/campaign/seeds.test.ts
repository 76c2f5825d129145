import { expect, test } from "vitest";
import { seedCampaign } from "./seeds.ts";
import { simulate } from "./simulation/simulate.ts";

test("2,000 seeds of programs, schedules, faults and crashes: what is committed is what the program gives undisturbed", async () => {
  const { seeds, crashes, faults, deaths, drains, failure } = await seedCampaign({ seeds: 2000, first: 1 });
  expect(failure).toBeUndefined();
  expect(seeds).toBe(2000);
  expect(Math.min(crashes, faults)).toBeGreaterThan(1000);
  expect(deaths).toBeGreaterThan(400);
  expect(drains).toBeGreaterThan(70);
}, 600_000);

test("200 seeds of patterns, and of rules that come, change and go while events pass: each event meets the rules of its time", async () => {
  const { seeds, crashes, faults, failure } = await seedCampaign({ seeds: 200, first: 1, of: "patterns" });
  expect(failure).toBeUndefined();
  expect(seeds).toBe(200);
  expect(Math.min(crashes, faults)).toBeGreaterThan(130);
}, 300_000);

test("a seed is the same each time, to the last step", async () => {
  for (const seed of [2, 3, 5, 8]) expect((await simulate(seed)).log).toEqual((await simulate(seed)).log);
});
