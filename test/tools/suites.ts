import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

export interface Suite {
  readonly name: string;
  readonly budgetMinutes: number;
  /** How many of its files run at the same time. */
  readonly atOnce: number;
  /** Folders with `/` as separator; none means: all that no other suite names. */
  readonly folders: readonly string[];
  readonly state: "now" | "later";
}

const row = /^\| *([a-z-]+) *\| *([\d.]+) *\| *(\d) *\| *([^|]+?) *\| *(now|later) *\|$/;

/** The suites that test/README.md lists, in its order. */
export function readSuites(readme: string): Suite[] {
  const suites = readme.split("\n").flatMap((line) => suiteOf(line));
  if (suites.length === 0) {
    throw new SyntaxError(
      "Cannot read the suites in test/README.md as its table must have rows `| name | minutes | at once | folders | now |`: " +
        "got none; restore the table",
    );
  }
  return suites;
}

/** Test files of a suite, relative to `root`, sorted. */
export function filesOf(suite: Suite, all: readonly Suite[], root: string): string[] {
  if (suite.folders.length > 0) return suite.folders.flatMap((folder) => testFiles(folder, root)).sort();
  const taken = all.flatMap((other) => other.folders.map((folder) => `${folder}/`));
  const notVitest = "test/runtimes/";
  return testFiles("test", root)
    .filter((file) => !file.startsWith(notVitest) && !taken.some((folder) => file.startsWith(folder)))
    .sort();
}

function suiteOf(line: string): Suite[] {
  const match = row.exec(line);
  if (match === null) return [];
  const [, name, minutes, atOnce, folders, state] = match;
  return [
    {
      name: name!,
      budgetMinutes: Number(minutes),
      atOnce: Number(atOnce),
      folders: folders!.startsWith("test/") ? folders!.split(/ +/) : [],
      state: state as "now" | "later",
    },
  ];
}

function testFiles(folder: string, root: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : testFiles(file, root);
    return entry.name.endsWith(".test.ts") ? [file] : [];
  });
}
