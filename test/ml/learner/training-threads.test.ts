import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerFileSystem } from "../../../core/io/file-system.ts";
import { from } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import {
  decisionTreeClassifier,
  extraTreesRegressor,
  fitRows,
  gradientBoostingClassifier,
  gradientBoostingRegressor,
  grid,
  matrixOf,
  pipeline,
  randomForestClassifier,
  randomForestRegressor,
  ridge,
  search,
  standardScaler,
} from "../../../ml/mod.ts";
import { countedFiles } from "../stages/counted-files.ts";
import { randomRows } from "./random-rows.ts";

const rows = randomRows(900, (signal) => (signal > 0.5 ? 2 : signal > -0.5 ? 1 : 0)).map((row, at) => ({
  ...row,
  weight: at % 3,
}));
const dataset = from(rows);

describe("forests", () => {
  test.each([
    ["random forests of classes", () => randomForestClassifier({ trees: 7, seed: 3 })],
    ["… by weights", () => randomForestClassifier({ trees: 4, weight: "weight" })],
    ["… of numbers", () => randomForestRegressor({ trees: 5 })],
    ["extra trees", () => extraTreesRegressor({ trees: 3, maxDepth: 4 })],
    ["… by categories", () => extraTreesRegressor({ trees: 3, maxDepth: 4, categorical: [2] })],
    ["fewer trees than threads", () => randomForestRegressor({ trees: 2 })],
  ] as const)("%s are the same to the bit by any number of threads", async (_, make) => {
    const alone = await make().fit(dataset);
    const together = await make().fit(dataset, { threads: 3, run: { batchRows: 70 } });
    expect(together.learned).toEqual(alone.learned);
  });

  test("in a pipeline they share their work, and other stages do not mind", async () => {
    const make = () => pipeline([standardScaler(), randomForestClassifier({ trees: 4 })]);
    const [alone, together] = [await make().fit(dataset), await make().fit(dataset, { threads: 2 })];
    expect(await together.transform(dataset).collect()).toEqual(await alone.transform(dataset).collect());
  });
});

describe("a fit of threads that is broken off", () => {
  let folder = "";
  let published = (): void => undefined;
  let number = 0;
  beforeAll(async () => {
    folder = await temporaryFolder("kept-by-threads-");
    registerFileSystem("counted", async () => countedFiles(() => published()));
  });
  afterAll(() => deleteFolder(folder));

  test.each([
    ["a forest", () => randomForestClassifier({ trees: 7, seed: 3 })],
    ["boosting", () => gradientBoostingClassifier({ rounds: 5, stopAfter: 3, minLeafRows: 5 })],
  ] as const)("of %s goes on by any number of them to the same model, to the bit", async (_, make) => {
    const many = from(Array.from({ length: 7 }, () => rows).flat());
    const whole = await make().fit(many);
    for (const [first, then, after] of [
      [3, 3, 1],
      [2, 1, 3],
      [1, 3, 2],
      [2, 3, 4],
    ] as const) {
      const stop = new AbortController();
      const checkpoint = { dir: `counted:${folder}/${number++}`, interval: 0 };
      let states = 0;
      published = () => {
        if (++states === after) stop.abort(new Error("broken off"));
      };
      const broken = make().fit(many, { checkpoint, threads: first, signal: stop.signal });
      await expect(broken).rejects.toThrow("broken off");
      states = 100;
      expect((await make().fit(many, { checkpoint, threads: then })).learned).toEqual(whole.learned);
      // What was grown before was not grown again.
      expect(states - 100).toBeLessThanOrEqual(7 - after);
    }
  });

  test("of a search in threads goes on too, with the fit of the best", async () => {
    const found = (options: object) =>
      search(
        (own: { maxLeaves: number }) => gradientBoostingClassifier({ rounds: 4, minLeafRows: 5, ...own }),
        grid({ maxLeaves: [2, 6] }),
        dataset,
        async (answers) => {
          const all = (await answers.collect()) as { label: number; prediction: number }[];
          return all.filter(({ label, prediction }) => label === prediction).length;
        },
        options,
      );
    const whole = await found({});
    for (const after of [3, 12]) {
      const stop = new AbortController();
      const checkpoint = { dir: `counted:${folder}/${number++}`, interval: 0 };
      let states = 0;
      published = () => {
        if (++states === after) stop.abort(new Error("broken off"));
      };
      await expect(found({ threads: 2, checkpoint, signal: stop.signal })).rejects.toThrow("broken off");
      const again = await found({ threads: 2, checkpoint });
      expect(again.candidates).toEqual(whole.candidates);
      expect(again.model.learned).toEqual(whole.model.learned);
    }
  });
});

test("what fails in a thread fails here, in the same words", async () => {
  const bad = from([
    { features: [1], label: 1 },
    { features: [2], label: 1 },
  ]);
  const alone = randomForestClassifier().fit(bad);
  const together = randomForestClassifier().fit(bad, { threads: 2 });
  const words = "Cannot train randomForestClassifier as there must be at least two classes: got only 1";
  await expect(alone).rejects.toThrow(RangeError);
  await expect(alone).rejects.toThrow(words);
  await expect(together).rejects.toThrow(RangeError);
  await expect(together).rejects.toThrow(words);
});

test("threads tell that they go on, and a signal ends all of them in the middle of their work", async () => {
  const stop = new AbortController();
  const [begun, ended] = [[] as Worker[], [] as Worker[]];
  const begins = (thread: Worker): void => {
    begun.push(thread);
    thread.once("exit", () => ended.push(thread));
  };
  process.on("worker", begins);
  let told = 0;
  // Told once of the pass that reads rows, then by the first of the threads.
  const onProgress = (): void => {
    if (++told === 4) stop.abort(new Error("enough"));
  };
  const boosting = gradientBoostingRegressor({ rounds: 1_000_000, loss: "absoluteError", minLeafRows: 1 });
  const fitted = boosting.fit(dataset, { threads: 2, signal: stop.signal, onProgress });
  await expect(fitted).rejects.toThrow("enough");
  process.off("worker", begins);
  expect(told).toBe(4);
  expect(begun).toHaveLength(2);
  expect(new Set(ended)).toEqual(new Set(begun));
});

test("threads that there cannot be, and stages that do not share work, are refused", async () => {
  await expect(randomForestRegressor().fit(dataset, { threads: 0 })).rejects.toThrow(
    "Cannot fit randomForestRegressor as threads must be a whole number from 1 to 256: got 0; leave it out for 1",
  );
  await expect(ridge().fit(dataset, { threads: 2 })).rejects.toThrow(
    "Cannot fit ridge in 2 threads as only forests and boosting share their work out: got ridge; leave threads out",
  );
  await expect(decisionTreeClassifier().fit(dataset, { threads: 2 })).rejects.toThrow("only forests and boosting");
  await expect(pipeline([standardScaler(), ridge()]).fit(dataset, { threads: 2 })).rejects.toThrow(
    "only forests and boosting",
  );
});

describe("search", () => {
  const numbers = from(randomRows(300, (signal) => 100 + signal));
  const found = (options: object) =>
    search(
      (own: { maxLeaves: number }) => pipeline([standardScaler(), gradientBoostingRegressor({ rounds: 10, ...own })]),
      grid({ maxLeaves: [2, 4, 8, 16] }),
      numbers,
      async (answers) => {
        const all = (await answers.collect()) as { label: number; prediction: number }[];
        return -all.reduce((sum, { label, prediction }) => sum + (label - prediction) ** 2, 0);
      },
      options,
    );

  test.each([{}, { halving: 2 }])("finds the same by any number of threads: %o", async (options) => {
    const scores: number[] = [];
    const begun: unknown[] = [];
    const begins = (thread: unknown): void => void begun.push(thread);
    const alone = await found(options);
    process.on("worker", begins);
    const together = await found({
      ...options,
      threads: 3,
      onProgress: ({ score }: { score: number }) => scores.push(score),
    });
    process.off("worker", begins);
    // The best learns of all rows in the threads that were there.
    expect(begun).toHaveLength(3);
    expect(together.candidates).toEqual(alone.candidates);
    expect(together.best).toEqual(alone.best);
    expect(await together.model.transform(numbers).collect()).toEqual(await alone.model.transform(numbers).collect());
    expect(scores.length).toBeGreaterThanOrEqual(20);
  });

  test("fails as what it tries does, and stops by a signal", async () => {
    await expect(found({ threads: 2, splits: [] })).rejects.toThrow("there must be splits");
    const wrong = search(
      () => randomForestClassifier(),
      [{}],
      from([1, 2, 3, 4, 5, 6].map((x) => ({ features: [x], label: 1 }))),
      () => 1,
      { threads: 2 },
    );
    await expect(wrong).rejects.toThrow("there must be at least two classes");
    await expect(found({ threads: 0 })).rejects.toThrow(
      "Cannot search as threads must be a whole number from 1 to 256",
    );
    await expect(found({ threads: 2, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});

test("two threads teach what one does, and rows in memory", async () => {
  const data = {
    features: matrixOf(rows.map(({ features }) => features)),
    labels: Float64Array.from(rows, ({ label }) => label),
  };
  const shared = await randomForestClassifier({ trees: 3 }).fit(dataset, { threads: 2 });
  expect(shared.learned).toEqual(fitRows(randomForestClassifier({ trees: 3 }), data));
});
