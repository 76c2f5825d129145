import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { tfjsNetwork } from "../../../ml/tfjs/mod.ts";
import { plainTfjs, twice } from "./twice.ts";

const rows = [1, 2, 3, 4, 5].map((x) => ({ features: [x, -x], label: x }));

test("each epoch shows every row once, in another order, in steps of so many", async () => {
  const model = twice();
  const losses: (number | undefined)[] = [];
  const network = tfjsNetwork(plainTfjs, () => model, { epochs: 2, batchRows: 2 });
  await network.fit(from(rows), { onProgress: ({ loss }) => losses.push(loss) });
  expect(model.seen.map(({ length }) => length)).toEqual([4, 4, 2, 4, 4, 2]);
  const epochs = [model.seen.slice(0, 3), model.seen.slice(3)].map((steps) =>
    steps.flat().filter((_, at) => at % 2 === 0),
  );
  for (const epoch of epochs) expect(epoch.toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(epochs[0]).not.toEqual(epochs[1]);
  // The mean over the rows: steps of 2, 2 and 1 row had losses of 1, 2, 3, then of 4, 5, 6.
  expect(losses.filter((loss) => loss !== undefined)).toEqual([9 / 5, 24 / 5]);
});

test("the same seed shows rows in the same order, another one in another", async () => {
  const orderOf = async (seed: number): Promise<number[][]> => {
    const model = twice();
    await tfjsNetwork(plainTfjs, () => model, { epochs: 1, seed }).fit(from(rows));
    return model.seen;
  };
  expect(await orderOf(1)).toEqual(await orderOf(1));
  expect(await orderOf(1)).not.toEqual(await orderOf(2));
});

test("a loss that is no number any more ends it", async () => {
  const model = { ...twice(), trainOnBatch: async () => Number.NaN };
  await expect(tfjsNetwork(plainTfjs, () => model).fit(from(rows))).rejects.toThrow(
    "Cannot fit tfjsNetwork further as its loss must be a number: got NaN in epoch 1; scale the features",
  );
});

test("options out of range, and what build gives that cannot learn, are refused", async () => {
  expect(() => tfjsNetwork(plainTfjs, twice, { epochs: 0 })).toThrow("epochs");
  expect(() => tfjsNetwork(plainTfjs, twice, { epoch: 3 } as never)).toThrow("did you mean epochs?");
  await expect(tfjsNetwork(plainTfjs, () => undefined as never).fit(from(rows))).rejects.toThrow(
    "build must give a model of layers that is compiled: got undefined",
  );
  const labels = tfjsNetwork(plainTfjs, () => twice(), { labels: ["a", "b"] });
  await expect(labels.fit(from(rows as never[]))).rejects.toThrow(
    'there must be a column for each of its 1 outputs (y): got ["a","b"]; name them all in labels',
  );
});

test("what was kept is gone on with by a network of the same layers, loss and optimizer only", async () => {
  const dir = await mkdtemp(join(tmpdir(), "network-"));
  const fit = async (model: ReturnType<typeof twice>): Promise<number> => {
    const network = tfjsNetwork(plainTfjs, () => model, { epochs: 2, batchRows: 5 });
    await network.fit(from(rows), { checkpoint: { dir, interval: 0 } });
    return model.seen.length;
  };
  try {
    expect(await fit(twice())).toBe(2);
    // Names of layers are others, and nothing is left to be learned.
    expect(await fit(twice())).toBe(0);
    const [{ optimizer }, refused] = [
      twice() as { optimizer: object },
      "Cannot go on with the fit of tfjsNetwork as the network must be the one whose weights were kept",
    ];
    await expect(fit({ ...twice(), loss: "meanAbsoluteError" })).rejects.toThrow(
      `${refused}: got other loss; name another folder, or delete it`,
    );
    const adam = { ...optimizer, getClassName: () => "Adam" };
    await expect(fit({ ...twice(), optimizer: adam })).rejects.toThrow(`${refused}: got other optimizer;`);
    const toJSON = () => ({ class_name: "Thrice", config: {} });
    await expect(fit({ ...twice(), toJSON, optimizer: adam })).rejects.toThrow(
      `${refused}: got other layers and optimizer;`,
    );
  } finally {
    await rm(dir, { recursive: true });
  }
});
