import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binary, repositoryFolder } from "../tools/repository.ts";
import { runCommand } from "../tools/run-command.ts";
import type { BenchSuite, Sample } from "./case.ts";
import { stopwatch } from "./measure.ts";

// Times are those of a process that is started for it. Rows are a million, so that ns a row are ms.
const msPerRow = 1_000_000;

const job = join(repositoryFolder, "notebooks", "flights.ts");

const suite: BenchSuite = async () => {
  const built = await runCommand(binary("node"), ["test/tools/build.ts"], { cwd: repositoryFolder, output: "keep" });
  if (built.code !== 0) throw new Error(`Cannot measure the start as the build failed: ${built.output}`);
  const imported = {
    name: 'import "millrace"',
    rows: msPerRow,
    run: importPackage,
    note: "ms, bar 60; the built package, without the start of Node",
  };
  const out = mkdtempSync(join(tmpdir(), "millrace-start-"));
  const started = {
    name: "the main job",
    rows: msPerRow,
    // As `npm start` runs it: by the built package.
    run: () => measured([job, "--out", out]),
    note: "ms of a whole process, bar 2000 wall and 400 MB",
  };
  const first = {
    name: "the first row",
    rows: msPerRow,
    run: () => measured(["--input-type=module", "--eval", firstRow]),
    note: "ms of a whole process, bar 300 wall; the built package reads CSV and prints a row of it",
  };
  return existsSync(job) ? [imported, first, started] : [imported, first];
};

export default suite;

const weather = join(repositoryFolder, "node_modules", "vega-datasets", "data", "seattle-weather.csv");
const firstRow = `
import { from } from "millrace";
import { csv } from "millrace/connectors/csv";
await from(csv(${JSON.stringify(weather)})).filter((day) => day.wind > 5).limit(1).print();`;

async function importPackage(): Promise<Sample> {
  const script = `
const cpu = process.cpuUsage(), start = performance.now();
await import("millrace");
const wallNs = (performance.now() - start) * 1e6, { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ cpuNs: (user + system) * 1e3, wallNs, rssBytes: process.memoryUsage.rss() }));`;
  return JSON.parse((await ran(["--input-type=module", "--eval", script])).stdout);
}

/** Wall time from its start to its end; CPU and the largest resident set as the process itself saw them at its end. */
async function measured(args: readonly string[]): Promise<Sample> {
  const tell = `process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  console.error(JSON.stringify([(userCPUTime + systemCPUTime) * 1e3, maxRSS * 1024]));
});`;
  const watch = stopwatch();
  const { stderr } = await ran(["--import", `data:text/javascript,${encodeURIComponent(tell)}`, ...args]);
  const { wallNs } = watch();
  const [cpuNs, rssBytes] = JSON.parse(stderr.trim().split("\n").at(-1)!) as [number, number];
  return { cpuNs, wallNs, rssBytes };
}

function ran(args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const child = spawn(binary("node"), args, { cwd: repositoryFolder, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(texts);
      else reject(new Error(`Cannot measure node ${args.join(" ")} as it failed with ${code}: ${texts.stderr}`));
    });
  });
}
