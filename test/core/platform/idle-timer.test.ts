import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { idleTimer } from "../../../core/platform/idle-timer.ts";

test("what is idle is acted upon once, after the last touch", async () => {
  let acted = 0;
  const { resolve, promise } = Promise.withResolvers<void>();
  const timer = idleTimer(5, () => {
    acted++;
    resolve();
  });
  for (let count = 0; count < 10; count++) timer.touch();
  // The timer does not keep this process alive: something else must.
  const alive = setInterval(() => undefined, 1000);
  await promise;
  clearInterval(alive);
  expect(acted).toBe(1);
});

test("a process ends though it waits", async () => {
  const program = `const { idleTimer } = await import("./core/platform/idle-timer.ts"); idleTimer(600_000, () => undefined).touch();`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], { timeout: 20_000 });
});
