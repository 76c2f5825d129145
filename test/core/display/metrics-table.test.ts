import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type MetricScope, metricsTable } from "../../../core/display/metrics-table.ts";
import type { Source } from "../../../core/io/source.ts";
import { from } from "../../../core/mod.ts";
import { oneRow } from "../runtime/scripted-source.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The names of the tables of the README, below each heading. */
function readmeTables(): Map<string, string[][]> {
  const text = readFileSync(join(root, "core/runtime/observe/README.md"), "utf8");
  const tables = new Map<string, string[][]>();
  for (const part of text.split("\n### ").slice(1)) {
    const rows = part.split("\n").filter((line) => line.startsWith("| `"));
    const cells = rows.map((line) => line.split(" | ").map((cell) => cell.replace(/^\| |\|$/g, "").trim()));
    tables.set(part.split("\n")[0]!, cells);
  }
  return tables;
}

const headings: Readonly<Record<MetricScope, string>> = {
  run: "The run",
  step: "Each step: `steps[name]`",
  source: "Each source: `steps[name].source`",
  split: "Each split that is being read: `steps[name].source.splits[n]`",
  alignment: "Each group of `align` and source: `alignment[n]`",
};

test("the README has every metric with its unit, its meaning and its name for Prometheus, and no other", () => {
  const tables = readmeTables();
  for (const scope of Object.keys(headings) as MetricScope[]) {
    const expected = metricsTable
      .filter((row) => row.of === scope)
      .map(({ path, unit, meaning, prometheus }) => [
        `\`${path}\``,
        unit,
        meaning,
        prometheus === undefined ? "" : `\`${prometheus.name}\``,
      ]);
    expect(tables.get(headings[scope]), scope).toEqual(expected);
  }
});

/** Paths of all that is no object; of `counters` and `gauges` themselves. */
function leavesOf(value: object, before = ""): string[] {
  return Object.entries(value).flatMap(([name, one]) => {
    if (name === "steps" || name === "alignment" || name === "source" || name === "splits") {
      return typeof one === "string" ? [`${before}${name}`] : [];
    }
    if (typeof one !== "object" || one === null || Array.isArray(one) || name === "counters" || name === "gauges")
      return [`${before}${name}`];
    return leavesOf(one, `${before}${name}.`);
  });
}

test("a snapshot has the metrics of the table, and no other", async () => {
  let asked = false;
  let sees: (() => void) | undefined;
  const source: Source<{ at: number }> = {
    name: "ticks",
    boundedness: "unbounded",
    splits: async () => [{ id: "a" }, { id: "b" }],
    open: async () => {
      let given = false;
      return {
        read: async () => {
          if (!given) {
            given = true;
            return oneRow({ at: 5 });
          }
          if (!asked) {
            asked = true;
            sees?.();
          }
          return undefined;
        },
        position: () => 0,
        close: async () => undefined,
      };
    },
  };
  const run = from(source)
    .withEventTime((tick) => tick.at, { align: { group: "clocks", maxDrift: "1h" } })
    .discard()
    .start();
  const snapshots: ReturnType<typeof run.metrics.snapshot>[] = [];
  sees = () => void snapshots.push(run.metrics.snapshot());
  await run.finished;
  const [snapshot] = snapshots;
  const of = (scope: MetricScope): string[] => metricsTable.filter((row) => row.of === scope).map(({ path }) => path);
  const ticks = snapshot!.steps.ticks!;
  expect(leavesOf(snapshot!)).toEqual(of("run"));
  for (const step of Object.values(snapshot!.steps)) expect(leavesOf(step)).toEqual(of("step"));
  expect(leavesOf(ticks.source!)).toEqual(of("source"));
  expect(leavesOf(ticks.source!.splits[0]!)).toEqual(of("split"));
  expect(Object.keys(snapshot!.alignment[0]!)).toEqual(of("alignment"));
});

test("every counter that an operator or the runtime keeps is in the table", () => {
  const known = new Set([
    ...metricsTable.filter((row) => row.of === "step").map(({ path }) => path),
    ...readmeTables()
      .get("Under `counters`")!
      .map(([name]) => name!.slice(1, -1)),
  ]);
  const counted = ["core/operators", "core/transforms", "core/runtime", "core/state", "cep"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.startsWith("observe"))
      .flatMap((name) => [
        ...readFileSync(join(root, folder, name), "utf8").matchAll(
          /\b(?:count\(|metrics\.add\([^,()]+,)\s*"(\w{2,})"/g,
        ),
      ])
      .map(([, name]) => name!),
  );
  expect(counted.length).toBeGreaterThan(10);
  expect(counted.filter((name) => !known.has(name))).toEqual([]);
});

test("names for Prometheus have their unit, counters end in _total, and none is there twice", () => {
  const told = metricsTable.flatMap(({ prometheus, unit }) =>
    prometheus === undefined ? [] : [{ ...prometheus, unit }],
  );
  expect(new Set(told.map(({ name }) => name)).size).toBe(told.length);
  for (const { name, type, per, unit } of told) {
    expect(name).toMatch(/^millrace_[a-z_]+$/);
    expect(name.endsWith("_total"), name).toBe(type === "counter");
    expect(name.replace(/_total$/, "").endsWith("_seconds"), name).toBe(unit.startsWith("ms"));
    expect(per, name).toBe(unit.startsWith("ms") ? 0.001 : undefined);
  }
});
