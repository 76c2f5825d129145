import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sample } from "../case.ts";
import { pythonProcess } from "../python.ts";
import { type BenchRows, benchRows } from "./data.ts";
import { flightRows } from "./flights.ts";

// scikit-learn on the same rows, on one thread.

/** How near results must be, relative to theirs, or by themselves. */
export type Within =
  | { readonly rel: number }
  | { readonly abs: number }
  | { readonly notAbove: number }
  | { readonly notBelow: number };

/** Rows, and scikit-learn, which has them too. */
export interface Held {
  readonly columns: number;
  readonly count: number;
  rows(): BenchRows | Promise<BenchRows>;
  ask(algorithm: string): Promise<Sample & { readonly result: number }>;
}

export function held(count: number, columns: number): Held {
  let made: BenchRows | undefined;
  const benched = (): BenchRows => {
    made ??= benchRows(count, columns);
    return made;
  };
  return heldOf(count, columns, benched);
}

export function flights(): Held {
  let made: Promise<BenchRows> | undefined;
  return heldOf(2_900_000, 6, () => {
    made ??= flightRows();
    return made;
  });
}

function heldOf(count: number, columns: number, benched: Held["rows"]): Held {
  let running: Promise<(line: string) => Promise<string>> | undefined;
  return {
    columns,
    count,
    rows: benched,
    ask: async (algorithm) => {
      running ??= Promise.resolve(benched()).then((made) => sklearn(made, count, columns));
      return JSON.parse(await (await running)(algorithm));
    },
  };
}

async function sklearn(made: BenchRows, count: number, columns: number): Promise<(line: string) => Promise<string>> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-ml-"));
  const { features, held: kept, ...labels } = made;
  for (const [name, values] of Object.entries({ ...labels, features: features.data, held: kept.data })) {
    writeFileSync(join(folder, name), values);
  }
  const one = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"].map((name) => [name, "1"]);
  const ask = await pythonProcess({
    name: "scikit-learn",
    script: fileURLToPath(new URL("sklearn_rival.py", import.meta.url)),
    arguments: [folder, String(count), String(columns)],
    packages: "scikit-learn",
    environment: Object.fromEntries(one),
  });
  rmSync(folder, { recursive: true });
  return ask;
}

/** What it took, where both agree. */
export async function answered(
  name: string,
  data: Pick<Held, "ask">,
  own: () => number,
  within: Within,
): Promise<Sample> {
  const answer = await data.ask(name);
  const [ours, theirs] = [own(), answer.result];
  const agrees =
    "rel" in within
      ? Math.abs(ours - theirs) <= within.rel * Math.abs(theirs)
      : "abs" in within
        ? Math.abs(ours - theirs) <= within.abs
        : "notAbove" in within
          ? ours <= theirs * (1 + within.notAbove)
          : ours >= theirs - within.notBelow;
  if (agrees) return answer;
  throw new Error(
    `Cannot compare ${name} as both sides must agree (${JSON.stringify(within)}): got ${ours}, theirs is ${theirs}`,
  );
}

/** CPU of all threads, and the wall. */
export function tookSince(cpu: NodeJS.CpuUsage, wall: number): Sample {
  const { user, system } = process.cpuUsage(cpu);
  return { cpuNs: 1000 * (user + system), wallNs: 1e6 * (performance.now() - wall) };
}
