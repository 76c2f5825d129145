import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const heapMb = 96;

/** What a module prints as JSON that runs in a process with a heap far below the data. */
async function inSmallHeap(source: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      `--max-old-space-size=${heapMb}`,
      "--conditions=millrace:source",
      "--input-type=module",
      "--eval",
      `import { each, iterate, mapPartition, range, sortPartition } from "millrace"; ${source}`,
    ],
    { cwd: root },
  );
  return JSON.parse(stdout);
}

// 600,000 rows of a number and a text of 200 characters of their own: 120 MB of characters alone.
const rows = 'range(600_000).map((n) => ({ n: (n * 7919) % 600_000, text: ("text " + n).padEnd(200, "x") }))';
const run = ".run({ memoryBytes: 16e6 })";

test.each([
  [
    "mapPartition goes through more rows than its process may hold, twice",
    `let given;
    await ${rows}.apply(mapPartition((rows) => {
      let [count, characters] = [0, 0];
      for (const { text } of rows) count += text.length > 0 ? 1 : 0;
      for (const { text } of rows) characters += text.length;
      return [{ count, characters }];
    })).sinkTo(each((row) => { given = row; }))${run};
    console.log(JSON.stringify(given));`,
    { count: 600_000, characters: 120_000_000 },
  ],
  [
    "sortPartition orders more rows than its process may hold",
    `let [count, wrong] = [0, 0];
    await ${rows}.apply(sortPartition("n")).sinkTo(each(({ n, text }) => {
      if (n !== count++ || text.length !== 200) wrong++;
    }))${run};
    console.log(JSON.stringify({ count, wrong }));`,
    { count: 600_000, wrong: 0 },
  ],
  [
    "an iteration sends more rows round than its process may hold",
    `let [count, sum, wrong] = [0, 0, 0];
    const last = iterate(${rows}, { rounds: 3 }, (each) => ({ feedback: each.map(({ n, text }) => ({ n: n + 1, text })) }));
    await last.sinkTo(each(({ n, text }) => {
      count++;
      sum += n;
      if (text.length !== 200) wrong++;
    }))${run};
    console.log(JSON.stringify({ count, sum, wrong }));`,
    { count: 600_000, sum: (600_000 * 599_999) / 2 + 3 * 600_000, wrong: 0 },
  ],
])(
  "%s",
  async (_, source, expected) => {
    expect(await inSmallHeap(source)).toEqual(expected);
  },
  180_000,
);
