import type { Snapshot } from "../../../graph/build/snapshot.ts";
import type { Program } from "../../../graph/iterations/program.ts";
import { setInitial } from "../../../graph/iterations/state-kinds.ts";
import { Supersteps } from "../../../graph/iterations/supersteps.ts";
import { f64, pageRank } from "../../../graph/mod.ts";
import type { BenchCase } from "../case.ts";
import { type BenchGraph, valuesOf } from "./graphs.ts";
import type { Package } from "./rivals.ts";

const rounds = 15;

const programOf = (rounds: number): Program => ({
  name: "PageRank by messages",
  state: { rank: f64() },
  combine: "sum",
  maxSupersteps: rounds + 1,
  direction: "out",
  active: "all",
  aggregators: { dangling: "sum" },
  until: undefined,
  compute(v, message, { superstep, vertexCount, aggregates, add, sendAlongEdges }) {
    const rank =
      superstep === 0
        ? 1 / vertexCount
        : (0.15 + 0.85 * aggregates.dangling!) / vertexCount + 0.85 * (message as number);
    v.rank = rank;
    if (v.degree === 0) add("dangling", rank);
    else sendAlongEdges(rank / (v.degree as number));
  },
});

function ranksOf(plain: Snapshot, program: Program): Float64Array {
  const steps = new Supersteps(plain, program, {});
  setInitial(plain, program, steps.arrays, []);
  while (steps.run().goesOn);
  return steps.arrays[0]! as Float64Array;
}

/** PageRank as a user writes it in `pregel`, without building the graph; beside it our own kernel, as many rounds. */
export function pregelCase(graphOf: () => { readonly bench: BenchGraph; readonly plain: Snapshot }): BenchCase {
  const { bench, plain } = graphOf();
  const program = programOf(rounds);
  let ranks: ArrayLike<number> = [];
  return {
    name: `pregel pageRank · ${bench.name}`,
    rows: bench.sources.length,
    run: () => {
      ranks = ranksOf(plain, program);
    },
    rival: {
      name: "its kernel",
      run: () => {
        const expected = valuesOf(pageRank({ iterations: rounds }), plain);
        for (let vertex = 0; vertex < expected.length; vertex++) {
          if (Math.abs(ranks[vertex]! - expected[vertex]!) <= 1e-9 * expected[vertex]!) continue;
          throw new Error(
            `Cannot compare ranks of vertex ${vertex}: got ${ranks[vertex]}, the kernel ${expected[vertex]}`,
          );
        }
      },
    },
  };
}

/** The same beside another package, both until ranks change by less than 1e-9 in sum: as many rounds as our kernel takes. */
export function pregelCaseBeside(
  name: string,
  graphOf: () => { readonly bench: BenchGraph; readonly plain: Snapshot },
  rival: () => Package,
): BenchCase {
  const { bench, plain } = graphOf();
  const program = programOf([...pageRank().run(plain)].length);
  let most = 0;
  return {
    name: `pregel pageRank · ${bench.name} · ${name}`,
    rows: bench.sources.length,
    run: () => {
      most = ranksOf(plain, program).reduce((a, b) => Math.max(a, b));
    },
    rival: {
      name,
      run: async () => {
        const answer = await rival().ask("pageRank");
        if (Math.abs(most - answer.result) <= 1e-4 * most) return answer;
        throw new Error(
          `Cannot compare ranks as the greatest must be alike: got ${most}, that of ${name} is ${answer.result}`,
        );
      },
    },
  };
}
