import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const file = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

test("five worked cases learn what there is to learn, three of them from real data", () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=millrace:source", file("notebooks/learning.ts"), "--every", "50"],
    { encoding: "utf8" },
  );
  expect(stderr).toBe("");
  expect(stdout.trimEnd().split("\n")).toEqual([
    "late flights: area under ROC 0.68 in May and June",
    "most is told by destinationIndex",
    "learned while they land: area 0.61; how often it is wrong drifts 17 times",
    "ratings that were not seen are less than one star off",
    "user 1 likes films of kind 1",
    "who likes film 6 likes films of kind 0",
    "5 of the 5 strangest readings are shocks or of the failing machine",
    "drift is told after it began to fail",
    "horror by the title: area under ROC 0.85 of 2916 films",
    "most is told by the words 13th, halloween, jason, nightmare",
    "92% of 342 penguins are in the cluster of their species",
  ]);
  for (const [name, title] of [
    ["late-roc", "gradient boosting (area 0.6"],
    ["late-importances", "destination"],
    ["late-live", "drift of the errors"],
    ["machine", "begins to fail"],
    ["horror", "area 0.84"],
    ["penguins-elbow", "the curve bends most at k = "],
    ["penguins", "Chinstrap"],
    ["penguins-tree", "342 rows, 3 clusters"],
  ] as const) {
    expect(readFileSync(file(`out/${name}.svg`), "utf8")).toContain(title);
  }
}, 240_000);
