import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const run = (...given: string[]): string =>
  execFileSync(process.execPath, ["--conditions=millrace:source", "test/oracle/run.ts", ...given], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });

test("a suite without files replays all that is recorded for it", { timeout: 60_000 }, () => {
  expect(run("window").trim().split("\n").at(-1)).toBe("184 passed, 0 failed");
});

test("a suite that there is not fails", { timeout: 60_000 }, () => {
  expect(() => run("windows")).toThrow();
});
