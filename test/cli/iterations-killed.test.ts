import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandLine } from "./command-line.ts";

const cli = commandLine();

/** A ring of 120 vertices: distances take as many supersteps, each of some milliseconds. */
const job = `import { job } from "millrace";
import { jsonLines } from "millrace/connectors/json-lines";
import { f64, graph } from "millrace/graph";

const busy = (ms) => { for (const until = performance.now() + ms; performance.now() < until; ); };
let last = -1;
const say = (superstep) => { if (superstep > last) { console.log("superstep " + superstep); last = superstep; busy(15); } };

const models = {
  // The number that a vertex has in the end is a sum of what it heard in all supersteps.
  pregel: (ring) => ring.pregel({
    state: { rank: f64() }, combine: "sum", active: "all", maxSupersteps: 120, aggregators: { total: "sum" },
    compute(v, message, { superstep, aggregates, add, sendAlongEdges }) {
      say(superstep);
      v.rank = superstep === 0 ? 1 + v.number : v.rank / 2 + 0.3 * message + 1e-3 * aggregates.total;
      add("total", v.rank / 120);
      sendAlongEdges(v.rank / (1 + v.degree));
    },
  }),
  scatterGather: (ring) => ring.scatterGather({
    state: { distance: f64(Infinity) }, initial: (vertex) => ({ distance: vertex.id === 0 ? 0 : Infinity }),
    combine: "all", maxSupersteps: 200,
    scatter(v, { superstep, sendAlongEdges }) { say(superstep); if (v.distance < Infinity) sendAlongEdges((e) => v.distance + e.weight); },
    gather(v, messages) { v.distance = Math.min(v.distance, ...messages); },
  }),
  gatherSumApply: (ring) => ring.gatherSumApply({
    state: { distance: f64(Infinity) }, initial: (vertex) => ({ distance: vertex.id === 0 ? 0 : Infinity }),
    maxSupersteps: 200, sum: "min",
    gather: (neighbour, edge) => neighbour.distance + edge.weight,
    apply(v, least, { superstep }) { say(superstep); if (least < v.distance) v.distance = least; },
  }),
};

export default job("ring", ({ from, parameter }) => {
  const edges = from(Array.from({ length: 120 }, (_, n) => ({ a: n, b: (n + 1) % 120, km: 1 + (n % 3) })));
  const vertices = from(Array.from({ length: 120 }, (_, id) => ({ id })));
  const ring = graph({ edges, source: "a", target: "b", weight: "km", vertices, id: "id" });
  const { vertices: rows, supersteps } = models[parameter("model")](ring);
  const out = parameter("out");
  return rows.sinkTo(jsonLines(out + "-vertices")).and(supersteps.sinkTo(jsonLines(out + "-supersteps")));
});
`;

function textOf(folder: string): string[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(".")) : [];
  return files.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n")).filter((line) => line !== "");
}

function stepsIn(out: string): number[] {
  return [...out.matchAll(/superstep (\d+)/g)].map(([, superstep]) => Number(superstep));
}

test.each([
  ["pregel", 1],
  ["pregel", 2],
  ["scatterGather", 1],
  ["gatherSumApply", 2],
] as const)(
  "%s on %i threads that is killed in the midst goes on from its checkpoint, and ends as if it had not been",
  async (model, threads) => {
    cli.write("ring.ts", job);
    const place = (name: string): string => join(cli.temporary, `${model}-${threads}-${name}`);
    const run = (name: string): string[] => {
      const parameters = ["--param", `model=${model}`, "--param", `out=${place(name)}`];
      return ["run", "ring.ts", "--parallelism", String(threads), ...parameters];
    };
    const whole = await cli.millrace(...run("whole"));
    expect(whole.code, whole.err).toBe(0);
    const all = stepsIn(whole.out);
    expect(all[0]).toBeLessThanOrEqual(1);
    expect(all.at(-1)).toBeGreaterThan(100);

    const checkpoint = ["--checkpoint", `30ms:${place("checkpoints")}`];
    const first = cli.start([...run("killed"), ...checkpoint]);
    let said = "";
    const manifests = new Set<string>();
    first.child.stdout!.on("data", (text) => {
      said += text;
      const superstep = stepsIn(said).at(-1)!;
      const names = existsSync(place("checkpoints")) ? readdirSync(place("checkpoints")) : [];
      if (superstep > 5) for (const name of names) if (name.endsWith(".manifest")) manifests.add(name);
      // The first may have been begun before the first superstep; another is begun when it is whole.
      if (manifests.size === 2) first.child.kill("SIGKILL");
    });
    expect((await first.ended).code, "it was killed").toBe(null);

    const second = await cli.millrace(...run("killed"), ...checkpoint);
    expect(second.code, second.err).toBe(0);
    const again = stepsIn(second.out);
    expect(again[0], "where it goes on").toBeGreaterThan(all[0]!);
    expect(again[0]).toBeLessThanOrEqual(stepsIn(said).at(-1)! + 1);
    expect(again.at(-1)).toBe(all.at(-1));
    expect(textOf(place("whole-vertices"))).toHaveLength(120);
    for (const kind of ["vertices", "supersteps"])
      expect(textOf(place(`killed-${kind}`)).sort(), kind).toEqual(textOf(place(`whole-${kind}`)).sort());
  },
  120_000,
);
