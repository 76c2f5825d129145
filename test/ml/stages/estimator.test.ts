import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import {
  type Columns,
  type Estimator,
  estimator,
  integer,
  type Model,
  numberColumn,
  stageKind,
} from "../../../ml/mod.ts";

const kind = stageKind({
  name: "estimatorTest",
  version: 1,
  parameters: { rounds: integer({ default: 3, min: 1 }) },
  learned: { centre: "float64", rounds: "number" },
  check: ({ centre }) => (centre.length === 1 ? undefined : `it must have one centre: got ${centre.length}`),
  make: () => centred({}),
});

type Centred = Model<
  Columns<"n", number>,
  { away: number },
  { readonly centre: Float64Array; readonly rounds: number }
>;

/** The mean by steps: each pass moves the centre half the way to it. */
function centred(
  options: { readonly rounds?: number },
  centres = 1,
): Estimator<Columns<"n", number>, { away: number }, Centred> {
  const parameters = kind.read(options);
  return estimator(kind, parameters, {
    reads: ["n"],
    adds: ["away"],
    async fit(input) {
      const centre = new Float64Array(centres);
      for (let round = 0; round < parameters.rounds; round++) {
        let sum = 0;
        await input.pass((batch) => {
          for (const n of batch.numbers("n")) sum += n - centre[0]!;
        });
        centre[0]! += sum / input.rows / 2;
        input.report({ loss: Math.abs(sum) });
      }
      return { centre, rounds: parameters.rounds };
    },
    model: ({ centre }) => ({
      reads: ["n"],
      adds: ["away"],
      open: () => (batch) => [numberColumn(batch.numbers("n").map((n) => n - centre[0]!))],
    }),
  });
}

const rows = from([{ n: 1 }, { n: 3 }]);

test("it learns by as many passes as it likes, and its model does with batches what it says", async () => {
  const losses: number[] = [];
  const model: Centred = await centred({}).fit(rows, {
    onProgress: ({ loss }) => loss !== undefined && losses.push(loss),
  });
  expect(losses).toEqual([4, 2, 1]);
  expect(model.learned).toEqual({ centre: Float64Array.of(1.75), rounds: 3 });
  expect(await model.transform(rows).collect()).toEqual([
    { n: 1, away: -0.75 },
    { n: 3, away: 1.25 },
  ]);
  expect(model.parameters).toEqual({ rounds: 3 });
});

test("what it learned is checked as what is loaded is", async () => {
  await expect(centred({}, 2).fit(rows)).rejects.toThrow(
    "Cannot make a model of estimatorTest as it must have one centre: got 2; fit it again",
  );
});

test("options of a fit that there are not, and what is no dataset, are refused", async () => {
  await expect(centred({}).fit(rows, { epochs: 3 } as never)).rejects.toThrow(
    'Cannot set "epochs" in fit of estimatorTest',
  );
  await expect(centred({}).fit([{ n: 1 }] as never)).rejects.toThrow(
    "Cannot fit estimatorTest as it takes a dataset: got an array; use for instance from(rows)",
  );
});
