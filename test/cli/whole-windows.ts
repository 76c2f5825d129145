import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

/** A stream of numbers, a thousand a second, in windows of 10 ms of event time: what it writes has the numbers of each. */
export function numbersJob(name: string): string {
  return `import { count, from, generate, job, sum, tumbling } from "millrace";
    import { csv } from "millrace/connectors/csv";
    export default job(${JSON.stringify(name)}, () =>
       from(generate({ make: (n) => ({ n, at: n }), perSecond: 2000 }))
         .withEventTime((row) => row.at)
         .keyBy((row) => row.n % 3)
         .window(tumbling(10))
         .aggregate({ rows: count(), total: sum((row) => row.n) }, { name: "windows" })
         .sinkTo(csv("${name}-out/")));`;
}

/** The lines that it has written into its folder below another one. */
export function rowsOf(folder: string, name: string): string[] {
  const files = readdirSync(join(folder, `${name}-out`)).filter((file) => file.endsWith(".csv"));
  return files
    .flatMap((file) =>
      readFileSync(join(folder, `${name}-out`, file), "utf8")
        .trim()
        .split("\n")
        .slice(1),
    )
    .sort();
}

/** Windows are whole: 10 numbers among three keys, each once. */
export function expectWhole(rows: readonly string[]): void {
  const seen = new Map<string, number>();
  for (const row of rows) {
    const [key = "", windowStart = "", , count = ""] = row.split(",");
    expect(seen.has(`${key} ${windowStart}`), row).toBe(false);
    seen.set(`${key} ${windowStart}`, Number(count));
  }
  const windows = Map.groupBy(seen, ([at]) => at.split(" ")[1]!);
  for (const [at, counts] of windows) expect([at, counts.reduce((sum, [, n]) => sum + n, 0)]).toEqual([at, 10]);
  // None is missing in between.
  const starts = [...windows.keys()].map((at) => Date.parse(at)).sort((a, b) => a - b);
  expect(starts).toEqual(starts.map((_, at) => 10 * at));
}
