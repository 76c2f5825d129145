import { readdir, stat } from "node:fs/promises";
import { expect, test } from "vitest";
import { announceJob, runningJobs } from "../../cli/running-jobs.ts";
import { privateFolder } from "../../core/platform/mod.ts";

test("only this user can read the token of a running job, and its file is gone behind the end", async () => {
  const end = await announceJob({ job: "orders", path: "orders.ts", port: 1, token: "secret" });
  const folder = await privateFolder("millrace-jobs");
  const own = (await readdir(folder)).filter((name) => name.startsWith(`${process.pid}-`));
  expect(own).toHaveLength(1);
  expect((await stat(`${folder}/${own[0]}`)).mode & 0o077).toBe(0);
  expect((await runningJobs()).some(({ job, token }) => job === "orders" && token === "secret")).toBe(true);
  await end();
  expect(await readdir(folder)).not.toContain(own[0]);
});
