/**
 * How long each algorithm keeps others waiting: the longest of its turns, in CPU time of its thread, in a process of its own on
 * cold code, over a graph of 2^scale vertices and eight edges for each.
 *
 *     node --conditions=millrace:source test/bench/graph/turns.ts [--scale 18] [--seconds 10] [NAME…]
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Turns } from "../../../graph/mod.ts";
import { everyAlgorithm, graphOf } from "../../graph/every-algorithm.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: "string", default: "18" },
    seconds: { type: "string", default: "10" },
    alone: { type: "boolean", default: false },
  },
});
const scale = Number(values.scale);
const algorithms = everyAlgorithm(2 ** scale);
const names = positionals.length > 0 ? positionals : Object.keys(algorithms);
if (values.alone) measure(names[0]!, Number(values.seconds) * 1000);
else for (const name of names) inItsOwnProcess(name);

function inItsOwnProcess(name: string): void {
  const flags = ["--scale", values.scale, "--seconds", values.seconds];
  const args = [...process.execArgv, fileURLToPath(import.meta.url), "--alone", ...flags, name];
  const timeout = 1000 * (30 + 2 * Number(values.seconds));
  const { status, error, stderr } = spawnSync(process.execPath, args, {
    stdio: ["ignore", "inherit", "pipe"],
    encoding: "utf8",
    timeout,
  });
  if (error !== undefined)
    console.log(`${name.padEnd(32)} one turn takes more than ${timeout / 1000} s: ${error.message}`);
  else if (status !== 0) console.log(`${name.padEnd(32)} failed: ${stderr.trim().split("\n").slice(0, 6).join(" ")}`);
}

function measure(name: string, mostMs: number): void {
  const { algorithm, on } = algorithms[name]!;
  const graph = graphOf(on, scale);
  const times: number[] = [];
  let turns: Turns<object> | undefined;
  let shares = 0;
  const begin = performance.now();
  for (let isDone = false; !isDone && performance.now() - begin < mostMs; ) {
    const before = process.threadCpuUsage();
    // What a generator takes apart of its parameters is done by the call.
    turns ??= algorithm.run(graph) as Turns<object>;
    const { done, value } = turns.next();
    const { user, system } = process.threadCpuUsage(before);
    times.push((user + system) / 1000);
    isDone = done === true;
    if (!isDone && value !== undefined) shares++;
  }
  const wall = performance.now() - begin;
  const longest = [...times.keys()].sort((one, other) => times[other]! - times[one]!).slice(0, 3);
  const told = longest.map((at) => `${times[at]!.toFixed(0)} (turn ${at + 1})`).join(", ");
  const ended = wall < mostMs ? "" : ", not ended";
  console.log(
    `${name.padEnd(32)} ${told}; of ${times.length} turns, ${shares} with a share, ${(wall / 1000).toFixed(1)} s${ended}`,
  );
}
