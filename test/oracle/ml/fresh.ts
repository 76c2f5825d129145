// `node --conditions=millrace:source test/oracle/ml/fresh.ts [SEED…]`: learners beside scikit-learn and river on random rows, plain and odd ones; the
// last line is `N alike, N refused by both, N known to differ, N differ`. MILLRACE_PYTHON names a Python that has both packages.
import { fileURLToPath } from "node:url";
import { pythonProcess } from "../../bench/python.ts";
import { differenceOf, whyKnown } from "./fresh-compared.ts";
import { ownAnswer, type Pair, pairs } from "./fresh-learners.ts";
import { references } from "./fresh-references.ts";
import { freshRows, oddities, type Rows } from "./fresh-rows.ts";

const seeds = process.argv.slice(2).filter((word) => /^\d+$/.test(word));
const only = process.argv.slice(2).filter((word) => !/^\d+$/.test(word));
const ask = await pythonProcess({
  name: "scikit-learn and river",
  script: fileURLToPath(new URL("fresh_learners.py", import.meta.url)),
  arguments: [],
  packages: "scikit-learn river",
  environment: { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
});

type Told = Readonly<Record<string, unknown>>;

async function theirs(pair: Pair, { features, labels, asked }: Rows, given: unknown): Promise<Told> {
  const text = (rows: readonly (readonly number[])[]): string[][] => rows.map((row) => row.map(String));
  const { estimator, library = "sklearn", compares = "answers" } = pair;
  const columns = features[0]?.length ?? 4;
  const rows = { features: text(features), labels: labels.map(String), asked: text(asked), columns };
  const told = await ask(JSON.stringify({ estimator, library, compares, k: 3, given, ...rows }));
  return JSON.parse(told, (_, value) => (/^(NaN|-?Infinity)$/.test(String(value)) ? Number(value) : value));
}

async function own(name: string, pair: Pair, rows: Rows): Promise<Told> {
  try {
    return await ownAnswer(name, pair, rows);
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

const counts = { alike: 0, refused: 0, known: 0, differ: 0 };
for (const seed of seeds.length > 0 ? seeds.map(Number) : [1, 2, 3]) {
  for (const [name, pair] of Object.entries({ ...pairs, ...references })) {
    if (only.length > 0 && !only.includes(name)) continue;
    for (const oddity of Object.keys(oddities)) {
      const rows = freshRows(oddity, seed, pair);
      const { given = null, ...mine } = await own(name, pair, rows);
      const other = await theirs(pair, rows, given);
      const difference = differenceOf(pair, mine, other);
      if (difference === undefined) counts["refused" in mine ? "refused" : "alike"]++;
      else if (whyKnown(name, oddity) !== undefined) counts.known++;
      else {
        counts.differ++;
        console.log(`${name}, ${oddity}, seed ${seed}: ${difference}`);
      }
    }
  }
}
console.log(
  `${counts.alike} alike, ${counts.refused} refused by both, ${counts.known} known to differ, ${counts.differ} differ`,
);
process.exit(counts.differ === 0 ? 0 : 1);
