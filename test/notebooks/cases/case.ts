import { readFileSync } from "node:fs";
import process from "node:process";
import { expect } from "vitest";
import { pictures } from "../../../notebooks/cases/pictures.ts";
import { repositoryFolder } from "../../tools/repository.ts";
import { runCommand } from "../../tools/run-command.ts";

/** What the command prints of a case, as lines of JSON. */
export async function runCase(name: string, ...words: readonly string[]): Promise<unknown[]> {
  const job = `notebooks/cases/${name}/job.ts`;
  const { code, output } = await runCommand(
    process.execPath,
    ["--conditions=millrace:source", "cli/main.ts", "run", job, ...words],
    { cwd: repositoryFolder, output: "keep", timeoutMs: 60_000 },
  );
  expect({ code, output }).toMatchObject({ code: 0 });
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

/** Rows in an order that does not depend on when they came. */
export function sorted<Row>(rows: readonly Row[]): Row[] {
  return rows
    .map((row) => ({ row, text: JSON.stringify(row) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ row }) => row);
}

/** `npm run cases -- draw NAME` makes it anew. */
export async function checkPicture(name: string): Promise<void> {
  const kept = readFileSync(`${repositoryFolder}/notebooks/cases/${name}/picture.svg`, "utf8");
  expect(
    `${await pictures[name]!()}\n` === kept,
    `notebooks/cases/${name}/picture.svg is not what is drawn now: npm run cases -- draw ${name}`,
  ).toBe(true);
}
