import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromColumns } from "../../../core/mod.ts";
import { randomOf } from "../../../ml/learner/random.ts";
import { als } from "../../../ml/mod.ts";
import type { BenchCase, Sample } from "../case.ts";
import { pythonProcess } from "../python.ts";
import { answered, tookSince } from "./rival.ts";

// Alternating least squares from a dataset beside the same in NumPy, which is given the same first factors; RMSE of both.

const [users, items, rank, iterations, regularization] = [10_000, 2000, 10, 10, 0.05];

interface Ratings {
  readonly user: Float64Array;
  readonly item: Float64Array;
  readonly rating: Float64Array;
}

/** Products of hidden factors of 4 numbers, with noise; each user and item has one at least. */
function ratingsOf(count: number): Ratings {
  const random = randomOf(7);
  const hidden = (length: number): Float64Array => Float64Array.from({ length: 4 * length }, () => random.next());
  const [ofUsers, ofItems] = [hidden(users), hidden(items)];
  const made: Ratings = {
    user: new Float64Array(count),
    item: new Float64Array(count),
    rating: new Float64Array(count),
  };
  const seen = new Set<number>();
  for (let at = 0; at < count; ) {
    const user = at < users ? at : random.below(users);
    const item = at < items ? at : Math.floor(items * random.next() ** 2);
    if (seen.has(user * items + item)) continue;
    seen.add(user * items + item);
    let product = 0;
    for (let c = 0; c < 4; c++) product += ofUsers[4 * user + c]! * ofItems[4 * item + c]!;
    made.user[at] = user;
    made.item[at] = item;
    made.rating[at++] = 1 + 2 * product + 0.5 * (random.next() - 0.5);
  }
  return made;
}

/** As learning begins with seed 0. */
function firstFactors(): Float64Array {
  const random = randomOf(0);
  const factors = new Float64Array(items * rank);
  for (let start = 0; start < factors.length; start += rank) {
    const vector = factors.subarray(start, start + rank);
    for (let at = 0; at < rank; at++) vector[at] = random.next() + Number.EPSILON;
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    for (let at = 0; at < rank; at++) vector[at]! /= length;
  }
  return factors;
}

export function alsCase(count: number): BenchCase {
  let made: Ratings | undefined;
  let asked: Promise<(line: string) => Promise<string>> | undefined;
  let own = 0;
  const ratings = (): Ratings => {
    made ??= ratingsOf(count);
    return made;
  };
  return {
    name: `als, rank ${rank}, ${iterations} rounds`,
    rows: count,
    run: async (): Promise<Sample> => {
      const rows = fromColumns({ ...ratings() });
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      const { learned } = await als({ rank, iterations, regularization }).fit(rows);
      const took = tookSince(cpu, wall);
      own = errorOf(ratings(), learned.userFactors, learned.itemFactors);
      return took;
    },
    rival: {
      name: "numpy",
      run: () => {
        asked ??= numpy(ratings());
        const ask = async (line: string): Promise<Sample & { readonly result: number }> =>
          JSON.parse(await (await asked!)(line));
        return answered("als", { ask }, () => own, { rel: 1e-6 });
      },
    },
    get note() {
      return `RMSE ${own.toFixed(4)}`;
    },
  };
}

async function numpy(ratings: Ratings): Promise<(line: string) => Promise<string>> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-als-"));
  for (const [name, values] of Object.entries({ ...ratings, first: firstFactors() }))
    writeFileSync(join(folder, name), values);
  const one = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"].map((name) => [name, "1"]);
  const ask = await pythonProcess({
    name: "numpy",
    script: fileURLToPath(new URL("als_rival.py", import.meta.url)),
    arguments: [folder, ...[rank, iterations, regularization].map(String)],
    packages: "numpy",
    environment: Object.fromEntries(one),
  });
  rmSync(folder, { recursive: true });
  return ask;
}

function errorOf({ user, item, rating }: Ratings, ofUsers: Float64Array, ofItems: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < rating.length; at++) {
    let product = 0;
    for (let c = 0; c < rank; c++) product += ofUsers[user[at]! * rank + c]! * ofItems[item[at]! * rank + c]!;
    sum += (rating[at]! - product) ** 2;
  }
  return Math.sqrt(sum / rating.length);
}
