import { expect, test } from "vitest";
import { grid, kFold, pipeline, randomCandidates, ridge, search, standardScaler } from "../../../ml/mod.ts";
import { worst } from "../learner/facts.ts";
import { facts, folds, r2, rows } from "./diabetes.ts";

const model = (alpha: number) => pipeline([standardScaler(), ridge({ alpha })]);

const make = ({ alpha }: { readonly alpha: number }) => model(alpha);

test("means, deviations, the best candidate and its model are those of scikit-learn's GridSearchCV", async () => {
  const found = await search(make, grid({ alpha: facts.alphas as number[] }), rows, r2, { splits: folds });
  expect(
    worst(
      found.candidates.map(({ mean }) => mean),
      facts.means,
      { abs: 1e-9 },
    ),
  ).toBe(0);
  expect(
    worst(
      found.candidates.map(({ deviation }) => deviation),
      facts.deviations,
      { abs: 1e-9 },
    ),
  ).toBe(0);
  expect(found.best.options).toEqual({ alpha: facts.best });
  expect(found.best.rows).toBe(440);
  const { learned } = found.model.stages[1];
  expect(worst(learned.coefficients, facts.coefficients, { abs: 1e-8 })).toBe(0);
});

test("halving compares all candidates on few rows, the better ones on more, and ends on all", async () => {
  const candidates = randomCandidates({ alpha: { from: 1e-2, to: 1e6, scale: "logarithmic" } }, 9, 4);
  const told: { readonly fits: number; readonly of: number }[] = [];
  const seen = new Map<number, number[]>();
  const found = await search(make, candidates, rows, r2, {
    halving: 3,
    splits: (count) => {
      seen.set(count, []);
      return kFold(count, 2);
    },
    onProgress: (progress) => told.push(progress),
  });
  expect([...seen.keys()]).toEqual([48, 146, 440]);
  expect(found.candidates.map(({ rows: own }) => own).sort((a, b) => a - b)).toEqual([
    48, 48, 48, 48, 48, 48, 146, 146, 440,
  ]);
  expect(found.best.rows).toBe(440);
  expect(told.map(({ fits }) => fits)).toEqual(Array.from({ length: 26 }, (_, at) => at + 1));
  expect(told.every(({ of }) => of === 26)).toBe(true);
  // Those that fell out were not better where they did.
  const [first, second] = [48, 146].map((own) => found.candidates.filter((one) => one.rows === own));
  expect(first!.length + second!.length).toBe(8);
});

test("of equally good candidates the first counts; one whose score is NaN never wins", async () => {
  const found = await search(make, [{ alpha: 1 }, { alpha: 1 }], rows, r2, { splits: folds });
  expect(found.best).toBe(found.candidates[0]);
  let asked = 0;
  const score = async () => (asked++ < 5 ? Number.NaN : 0.1);
  const other = await search(make, [{ alpha: 1 }, { alpha: 2 }], rows, score, { splits: folds });
  expect(other.best.options).toEqual({ alpha: 2 });
});

test("it stops at a signal", async () => {
  const stop = new AbortController();
  const how = { signal: stop.signal, splits: folds, onProgress: () => stop.abort(new Error("enough")) };
  await expect(search(make, [{ alpha: 1 }], rows, r2, how)).rejects.toThrow("enough");
});

test("no candidates, options that a stage refuses, and a halving of what cannot be halved are refused", async () => {
  await expect(search(make, [], rows, r2)).rejects.toThrow("Cannot search as there must be candidates: got none");
  await expect(search(make, [{ alpha: -1 }], rows, r2)).rejects.toThrow("Cannot set alpha in ridge");
  await expect(search(make, [{ alpha: 1 }], rows, r2, { halving: 1 })).rejects.toThrow(
    "Cannot search as halving must be a whole number ≥ 2: got 1; give for instance 3",
  );
  await expect(search(make, [{ alpha: 1 }], rows, r2, { halving: 2, splits: kFold(440, 5) })).rejects.toThrow(
    "Cannot search by halving as splits must be made for as many rows as a round has",
  );
});
