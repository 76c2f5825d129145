import { afterAll, beforeAll, expect, test } from "vitest";
import { registerFileSystem } from "../../../core/io/file-system.ts";
import { from } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { crossValidate, grid, kFold, lasso, learningCurve, ridge, type Split, search } from "../../../ml/mod.ts";
import { countedFiles } from "../stages/counted-files.ts";
import { diabetes, folds, r2, rows } from "./diabetes.ts";

let folder = "";
let published = (): void => undefined;
let number = 0;
const place = (): string => `counted:${folder}/${number++}`;

beforeAll(async () => {
  folder = await temporaryFolder("kept-scores-");
  registerFileSystem("counted", async () => countedFiles(() => published()));
});
afterAll(() => deleteFolder(folder));

const alphas = grid({ alpha: [0.01, 0.1, 1, 10] });
const make = ({ alpha }: { readonly alpha: number }) => lasso({ alpha, maxIterations: 20 });

/** Scores that were asked for. */
let asked = 0;
const score: typeof r2 = (answers) => {
  asked++;
  return r2(answers);
};

const works: readonly (readonly [name: string, fits: number, work: (options: object) => Promise<unknown>])[] = [
  ["a grid", 20, async (options) => found(await search(make, alphas, rows, score, { splits: folds, ...options }))],
  ["halving", 14, async (options) => found(await search(make, alphas, rows, score, { ...halving, ...options }))],
  ["cross-validation", 5, (options) => crossValidate(ridge(), rows, score, { splits: folds, ...options })],
  ["a learning curve", 10, (options) => learningCurve(ridge(), rows, score, { ...curve, ...options })],
];
const halving = { halving: 2, splits: (count: number) => kFold(count, 2) } as const;
const curve = { splits: folds, shares: [0.3, 1] } as const;

function found({ best, candidates, model }: Awaited<ReturnType<typeof searched>>): unknown {
  return { best, candidates, learned: model.learned };
}
const searched = () => search(make, alphas, rows, score);

test.each(works)(
  "%s that is broken off behind any of its fits finds the same, and makes no fit twice",
  async (_, fits, work) => {
    asked = 0;
    const whole = await work({});
    const all = asked;
    for (const after of [1, fits >> 1, fits]) {
      const stop = new AbortController();
      const checkpoint = { dir: place(), interval: 0 };
      let states = 0;
      published = () => {
        if (++states === after) stop.abort(new Error("broken off"));
      };
      asked = 0;
      const broken = work({ checkpoint, signal: stop.signal });
      // Behind the last fit of what ends with it nothing is left to stop.
      await broken.catch((error) => expect(error.message).toBe("broken off"));
      const told: number[] = [];
      expect(await work({ checkpoint, onProgress: ({ fits: made }: { fits: number }) => told.push(made) })).toEqual(
        whole,
      );
      expect(asked).toBe(all);
      expect(told).toEqual(Array.from({ length: fits }, (__, at) => at + 1));
    }
  },
);

test("scores that are kept are of the same rows, options and splits, or refused", async () => {
  const checkpoint = { dir: place(), interval: 0 };
  await crossValidate(ridge(), rows, r2, { splits: folds(440), checkpoint });
  const other = async (alpha: number, of: typeof rows, splits: readonly Split[]) =>
    crossValidate(ridge({ alpha }), of, r2, { splits, checkpoint });
  await expect(other(2, rows, folds(440))).rejects.toThrow("it must be of the same parameters");
  await expect(other(1, rows, kFold(440, 4))).rejects.toThrow("it must be of the same parameters");
  await expect(other(1, from(diabetes.map((row) => ({ ...row, label: -row.label }))), folds(440))).rejects.toThrow(
    "it must be of the same rows",
  );
  const of = { splits: folds, checkpoint: { dir: "" } };
  await expect(crossValidate(ridge(), rows, r2, of)).rejects.toThrow(
    "Cannot cross-validate with a checkpoint as dir must be the path or URL of a folder",
  );
  await expect(search(make, alphas, rows, r2, of)).rejects.toThrow("Cannot search with a checkpoint as dir");
  await expect(learningCurve(ridge(), rows, r2, of)).rejects.toThrow("Cannot find a learning curve with a checkpoint");
});

test("the fit of the best goes on by itself", async () => {
  const checkpoint = { dir: place(), interval: 0 };
  const whole = await searched();
  let states = 0;
  const stop = new AbortController();
  published = () => {
    if (++states === 23) stop.abort(new Error("broken off"));
  };
  const broken = search(make, alphas, rows, score, { checkpoint, signal: stop.signal });
  await expect(broken).rejects.toThrow("broken off");
  asked = 0;
  expect(found(await search(make, alphas, rows, score, { checkpoint }))).toEqual(found(whole));
  expect(asked).toBe(0);
});
