import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("streaming-fits.ts", import.meta.url));

interface Used {
  readonly name: string;
  readonly arraysMB: number;
  readonly dataMB: number;
}

/** How much memory arrays hold in fits of so many rows, in a process whose heap has 80 MB. */
async function used(rows: number, names: readonly string[]): Promise<Used[]> {
  const words = [
    "--conditions=millrace:source",
    "--max-old-space-size=80",
    "--expose-gc",
    script,
    String(rows),
    ...names,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 1280_000 });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("learners that read rows again in each pass need no memory for them, and so learn from more than it holds", async () => {
  const found = await used(560_000, ["linear", "logistic", "kMeans", "bayes", "sgd", "lda", "kMeans:kept"]);
  for (const { name, arraysMB, dataMB } of found.slice(0, -1)) expect(arraysMB, name).toBeLessThan(dataMB / 2);
  const kept = found.at(-1)!;
  expect(kept.arraysMB, "rows that are kept take as much as they are").toBeGreaterThan(0.9 * kept.dataMB);
}, 180_000);
