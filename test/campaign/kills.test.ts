import { expect, test } from "vitest";
import { killCampaign } from "./kills.ts";

test("a process that is killed 25 times and started again by the same command loses no row and doubles none", async () => {
  const { lost, doubled, kills } = await killCampaign({ kills: 25, seed: 7, lanes: 2 });
  expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
  expect(kills).toBeGreaterThanOrEqual(25);
}, 300_000);

test("so does one with a thread for each of two subtasks", async () => {
  const { lost, doubled, kills } = await killCampaign({ kills: 3, seed: 11, parallelism: 2 });
  expect({ lost, doubled, kills }).toEqual({ lost: 0, doubled: 0, kills: 3 });
}, 300_000);
