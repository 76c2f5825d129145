import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examplesOfMarkdown } from "../architecture/examples.ts";
import { repositoryFolder } from "../tools/repository.ts";
import { runCommand } from "../tools/run-command.ts";
import { openRegistry, type PackedRegistry } from "./registry.ts";
import { packedRuntimes } from "./runtimes.ts";

// What a user has: the packed package from a registry, in an empty folder, and what README.md and docs/install.md say to write.

let registry: PackedRegistry;
beforeAll(async () => {
  registry = await openRegistry();
}, 180_000);
afterAll(() => registry?.close());

const readme = readFileSync(join(repositoryFolder, "README.md"), "utf8");
const [example] = examplesOfMarkdown("README.md", readme);
const named = [...readme.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name, text]) => ({
  name: name!,
  text: text!,
}));

const shown = `key     windowStart       windowEnd           trips     mean
string  timestamp         timestamp         float64  float64
──────  ────────────────  ────────────────  ───────  ───────
Kent    2026-01-01 08:30  2026-01-01 09:30        1      4.0
Kent    2026-01-01 09:00  2026-01-01 10:00        2      6.5
Kent    2026-01-01 09:30  2026-01-01 10:30        1      9.0
Bend    2026-01-01 09:30  2026-01-01 10:30        1      2.0
Bend    2026-01-01 10:00  2026-01-01 11:00        1      2.0
5 rows × 5 columns
`;

const training = `
import { from } from "millrace";
import { gradientBoostingClassifier, randomForestRegressor } from "millrace/ml";
console.log("begins"); // once, as no thread begins the program again
const rows = from(Array.from({ length: 300 }, (_, at) => ({ features: [Math.sin(at), at % 7], label: at % 2 })));
for (const make of [() => randomForestRegressor({ trees: 3 }), () => gradientBoostingClassifier({ rounds: 3 })]) {
  const [alone, together] = [await make().fit(rows), await make().fit(rows, { threads: 2 })];
  console.log(JSON.stringify([...alone.learned.values]) === JSON.stringify([...together.learned.values]));
}
`;

const required = `
const { from } = require("millrace");
const { kMeans } = require("millrace/ml");
from([1, 2]).collect().then((rows) => console.log(rows.length, typeof kMeans));
`;

const subtasks = `
import { isMainThread } from "node:worker_threads";
import { from, job } from "millrace";
import { csv } from "millrace/connectors/csv";
export default job("cities", () =>
  from(csv<{ city: string; km: number }>("trips.csv"))
    .keyBy("city")
    .reduce((a, b) => ({ city: b.city, km: a.km + b.km }))
    .map((row) => ({ ...row, apart: !isMainThread }))
    .sinkTo(csv("totals")));
`;

describe.each(packedRuntimes)("on $name, from the packed package in an empty folder,", (runtime) => {
  let folder: string;
  let path: string;

  /** What a shell prints; one that ends badly prints its errors as well. */
  async function shell(line: string, cwd: string = folder): Promise<string> {
    const { NODE_OPTIONS: _options, NODE_PATH: _path, FORCE_COLOR: _color, ...clean } = process.env;
    const env = Object.entries({ ...clean, ...registry.env, PATH: path, TZ: "UTC" }).map(
      ([name, value]) => `${name}=${value}`,
    );
    const said = join(folder, "said.txt");
    const { code, output } = await runCommand(
      "env",
      ["-i", ...env, "bash", "-ec", `{ ${line}; } 2> ${JSON.stringify(said)}`],
      {
        cwd,
        output: "keep",
        timeoutMs: 120_000,
      },
    );
    return code === 0 ? output : `${output}\nexit code ${code}: ${readFileSync(said, "utf8")}`;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "millrace-packed-"));
    path = await runtime.path();
    const output = await shell(`(${runtime.install}) > installed.txt`);
    if (output !== "") throw new Error(`Cannot install on ${runtime.name}: got ${output}`);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  test("the example of README.md shows its windows", async () => {
    writeFileSync(join(folder, "example.ts"), example!.code);
    expect(await shell(`${runtime.run} example.ts`)).toBe(shown);
  }, 120_000);

  test("modules of CommonJS require it", async () => {
    writeFileSync(join(folder, "required.cjs"), required);
    expect(await shell(`${runtime.run} required.cjs`)).toBe("2 function\n");
  }, 120_000);

  test("learners train in threads what they do in one", async () => {
    writeFileSync(join(folder, "training.ts"), training);
    expect(await shell(`${runtime.run} training.ts`)).toBe("begins\ntrue\ntrue\n");
  }, 120_000);

  test("the command begins a project, which runs", async () => {
    expect(await shell(`${runtime.millrace} --version`)).toBe(`millrace ${registry.version}\n`);
    const begun = await shell(`${runtime.millrace} init my-job`);
    expect(begun).toContain("my-job: a file in, windows, a file out");
    // What is to be typed next is of this runtime: who has it need not have npm.
    expect(begun).toContain(`\ncd my-job && ${runtime.start}\n`);
    const output = await shell(`(${runtime.start}) > started.txt; head -2 out/fares.csv`, join(folder, "my-job"));
    expect(output).toBe(
      "city,windowStart,windowEnd,trips,km,fares\nKent,2026-01-01T09:00:00.000Z,2026-01-01T10:00:00.000Z,2,6.6,35.5\n",
    );
  }, 120_000);

  test("the job of README.md runs with the files beside it", async () => {
    expect(named.map(({ name }) => name)).toEqual(["job.ts", "trips.csv"]);
    for (const { name, text } of named) writeFileSync(join(folder, name), text);
    const output = await shell(`${runtime.millrace} run job.ts; ${runtime.millrace} inspect out`);
    expect(output).toMatch(/\bKent +2 +6\.5\n.*\bBend +1 +2/);
  }, 120_000);

  test("a job runs in threads, each subtask in its own", async () => {
    mkdirSync(join(folder, "job"));
    writeFileSync(join(folder, "job", "trips.csv"), "city,km\nKent,4\nBend,2\nKent,9\n");
    writeFileSync(join(folder, "job", "cities.ts"), subtasks);
    const run = `cd job; ${runtime.millrace} run cities.ts --parallelism 2; cat totals/* | sort -u`;
    expect(await shell(run)).toBe("Bend,2,true\nKent,13,true\ncity,km,apart\n");
  }, 120_000);
});
