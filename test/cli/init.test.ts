import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectOf, templates } from "../../cli/init/templates.ts";
import { projectTools } from "../../cli/init/tools.ts";
import { commandLine, root } from "./command-line.ts";

const cli = commandLine();

test("init begins a project of files in and out that runs, and never writes over a file", async () => {
  const [begun, asked] = await Promise.all([
    cli.millrace("init", "My Job"),
    cli.millrace("init", "asked", "--template", "ml", "--json"),
  ]);
  expect(JSON.parse(asked.out)).toEqual({
    folder: join(cli.folder, "asked"),
    template: "ml",
    files: [
      "package.json",
      "tsconfig.json",
      ".gitignore",
      "learner.ts",
      "train.ts",
      "job.ts",
      "flights.csv",
      "README.md",
    ],
  });
  expect(begun).toMatchObject({ code: 0, err: "" });
  expect(begun.out).toMatch(/My Job: a file in, windows, a file out, bad rows apart\n {2}package\.json\n/);
  expect(begun.out).toMatch(/cd My Job && npm install && npm start\n$/);
  const place = (name: string): string => join(cli.folder, "My Job", name);
  const manifest = JSON.parse(readFileSync(place("package.json"), "utf8"));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(manifest).toMatchObject({ name: "my-job", type: "module", dependencies: { millrace: `^${version}` } });
  // The nearest package is this one then, which the job finds by its name.
  rmSync(place("package.json"));
  // Its paths are those of the folder that it is run in.
  const job = readFileSync(place("job.ts"), "utf8");
  writeFileSync(
    place("job.ts"),
    job
      .replace('"trips.csv"', JSON.stringify(place("trips.csv")))
      .replace('"out/fares.csv"', JSON.stringify(place("out/fares.csv")))
      .replace('"out/bad-trips.jsonl"', JSON.stringify(place("out/bad-trips.jsonl"))),
  );
  expect(await cli.millrace("run", "My Job/job.ts")).toMatchObject({ code: 0 });
  expect(readFileSync(place("out/fares.csv"), "utf8").split("\n").slice(0, 2)).toEqual([
    "city,windowStart,windowEnd,trips,km,fares",
    "Kent,2026-01-01T09:00:00.000Z,2026-01-01T10:00:00.000Z,2,6.6,35.5",
  ]);
  expect(JSON.parse(readFileSync(place("out/bad-trips.jsonl"), "utf8"))).toMatchObject({
    position: "line 5",
    text: "far",
  });
  writeFileSync(place("package.json"), "{}");
  const again = await cli.millrace("init", "My Job");
  expect(again.code).toBe(2);
  expect(again.err).toMatch(/as none of its files may be there: got "package\.json"; name another folder/);
  expect(readFileSync(place("job.ts"), "utf8")).not.toBe(job);
});

test("init begins a stream that prints its windows until it is stopped", async () => {
  await cli.millrace("init", "endless", "--template", "stream");
  const job = join(cli.folder, "endless", "job.ts");
  rmSync(join(cli.folder, "endless", "package.json"));
  writeFileSync(job, readFileSync(job, "utf8").replace('tumbling("10s")', 'tumbling("1s")'));
  const { child, ended, printed } = cli.start(["run", "endless/job.ts"]);
  await printed;
  const started = Date.now();
  await new Promise((done) => child.stdout!.once("data", done));
  expect(Date.now() - started).toBeLessThan(30_000);
  child.kill("SIGINT");
  const { code, out } = await ended;
  expect(code).toBe(130);
  expect(out).toMatch(/^\{"sensor":"(?:roof|cellar)","windowStart":\d+,"windowEnd":\d+,"mean":/m);
});

/** Writes a template below the folder of jobs, whose paths are those of that folder; gives its job. */
function begin(template: string): string {
  mkdirSync(join(cli.folder, template));
  for (const [name, text] of Object.entries(templates[template]!.files)) {
    const own = text.replace(/"((?:models\/)?\w+(?:\.csv)?)"/g, (whole, path: string) =>
      path.endsWith(".csv") || path.startsWith("models/") ? JSON.stringify(`${template}/${path}`) : whole,
    );
    writeFileSync(join(cli.folder, template, name), own);
  }
  return `${template}/job.ts`;
}

test("the templates of patterns, graphs and learners run at once, and print what they find; that of topics says where it looks for brokers", async () => {
  const jobs = { cep: begin("cep"), graph: begin("graph"), ml: begin("ml") };
  const trained = execFile(process.execPath, ["--conditions=millrace:source", "ml/train.ts"], { cwd: cli.folder });
  const learned = new Promise((done) => trained.once("exit", done)).then(() => cli.millrace("run", jobs.ml));
  const [cep, ranks, late, sales] = await Promise.all([
    cli.millrace("run", jobs.cep),
    cli.millrace("run", jobs.graph),
    learned,
    cli.millrace("run", begin("kafka"), "--param", "brokers=127.0.0.1:1"),
  ]);
  const rows = ({ out }: { out: string }): unknown[] =>
    out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  expect(rows(cep)).toEqual([{ card: 4711, amount: 900, tries: 3 }]);
  expect(rows(ranks).map((row) => (row as { id: string }).id)).toEqual(["FRA", "JFK", "AMS", "CGN"]);
  const probable = rows(late).map((row) => Math.round((row as { late: number }).late));
  expect(probable).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
  expect(sales.code).toBe(1);
  expect(sales.err).toMatch(/127\.0\.0\.1:1 must answer: got ECONNREFUSED; check brokers/);
});

test("what init cannot begin is told", async () => {
  mkdirSync(join(cli.folder, "taken"));
  const [odd, two] = await Promise.all([cli.millrace("init", "--template", "cobol"), cli.millrace("init", "a", "b")]);
  expect([odd.code, two.code]).toEqual([2, 2]);
  expect(odd.err).toContain(
    'Cannot take "cobol" for --template as it must be one of etl, stream, kafka, cep, graph, ml; use one of these',
  );
  expect(two.err).toContain("got a b; name one folder, or none for this one");
});

test("what a project says is to be typed is of the runtime that began it", () => {
  const ofDeno = projectOf("job", templates.ml!, projectTools.deno);
  expect(JSON.parse(ofDeno["package.json"]!).scripts.start).toBe("deno run -A train.ts && millrace run job.ts");
  expect(ofDeno["README.md"]).not.toMatch(/\b(npm|npx|node)\b (install|start|millrace|train)/);
  expect(ofDeno["README.md"]).toMatch(
    / {4}deno install\n {4}deno task start +# deno run -A train\.ts && deno run -A npm:millrace run job\.ts\n/,
  );
  const ofBun = projectOf("job", templates.etl!, projectTools.bun);
  expect(ofBun["README.md"]).toMatch(/ {4}bun install\n {4}bun run --bun start +# bunx --bun millrace run job\.ts\n/);
});
