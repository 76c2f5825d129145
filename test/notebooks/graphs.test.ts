import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const file = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

test("four worked graphs find what they look for, two of them in real networks", () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=millrace:source", file("notebooks/graphs.ts")],
    {
      encoding: "utf8",
    },
  );
  expect(stderr).toBe("");
  expect(stdout.trimEnd().split("\n")).toEqual([
    "most of a random traveller's time is spent at ATL, ORD, DFW, DEN, LAX",
    "5 regions fly among themselves",
    "without Chicago 1 of 305 airports is cut off: DBQ",
    "from Atlanta 173 airports are one flight away, 171 without Chicago",
    "most ways lead by Valjean, Myriel, Gavroche",
    "6 groups stand together, the largest of 25",
    "accounts that money flows among: mule 1",
    "a ring of 5 around mule 1",
    "mule 1 has 1 payment left, mule 4 2",
    "who liked Heat liked Ronin (2), Alien (1), Blade Runner (1)",
  ]);
  for (const [name, vertices] of [
    ["airports", 305],
    ["miserables", 77],
  ] as const) {
    const svg = readFileSync(file(`out/${name}.svg`), "utf8");
    expect(svg.match(/<circle /g)).toHaveLength(vertices);
  }
}, 120_000);
