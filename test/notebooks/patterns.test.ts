import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("../../notebooks/patterns.ts", import.meta.url));

test("five worked patterns find what they look for, one of them on real flights", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["--conditions=millrace:source", program], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  const lines = stdout.trimEnd().split("\n");
  expect(lines.filter((line) => !line.startsWith("  "))).toEqual([
    "card 4711: 2, 4, 1, then 812",
    "157 times an airport melted down",
    "boiler fell silent at minute 4",
    "boiler fell silent at minute 13",
    "ACME: 12 10 7 8 11 13",
    "bob left a cart behind",
  ]);
  expect(lines).toContain("  FLL on 2001-03-19: -9 → -2 → 118 → 153 min late");
});
