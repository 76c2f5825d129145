import { expect, test } from "vitest";
import { from, generate, into, tumbling } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { type ModelVersion, onlineLogisticRegression, onlineStandardScaler, standardScaler } from "../../../ml/mod.ts";
import { randomRows } from "../learner/random-rows.ts";

const rows = randomRows(3000, (signal) => Number(signal > 0)).map((row, at) => ({ ...row, at }));

/** Fails once where a row comes by, the first time. */
function failingOnce(at: number) {
  let failed = false;
  return from(rows)
    .withEventTime((row) => row.at)
    .map((row) => {
      if (row.at === at && !failed) {
        failed = true;
        throw new Error("the machine fell over");
      }
      return row;
    });
}

for (const every of [70, tumbling(100)]) {
  test(`models are learned exactly once through a failure, ${JSON.stringify(every)}`, async () => {
    const folder = await temporaryFolder("millrace-online-");
    try {
      const models = (stream: ReturnType<typeof failingOnce>) =>
        onlineLogisticRegression({ every, l1: 0.01 }).fit(stream);
      const whole = await models(failingOnce(-1)).versions.collect();
      for (const at of [5, 1500, 2999]) {
        const got: ModelVersion<unknown>[] = [];
        await models(failingOnce(at))
          .versions.sinkTo(into(got))
          .run({
            checkpoint: { dir: `${folder}/${at}`, interval: 1 },
            restart: { strategy: "fixed delay", attempts: 2, delay: 1 },
            batchRows: 16,
          });
        expect(got).toEqual(whole);
      }
    } finally {
      await deleteFolder(folder);
    }
  });
}

test("rows are served by a stream of models, on one subtask or two, each once", async () => {
  const models = onlineStandardScaler({ every: tumbling(500) }).fit(from(rows).withEventTime((row) => row.at));
  for (const parallelism of [1, 2]) {
    const served = await models
      .transform(
        from(rows).withEventTime((row) => row.at),
        { maxModelDelay: 400 },
      )
      .collect({ parallelism });
    expect(served.map(({ at }) => at).sort((a, b) => a - b)).toEqual(rows.map(({ at }) => at));
    for (const { at, modelVersion } of served)
      expect(500 * modelVersion + 499).toBeGreaterThanOrEqual(Math.min(at - 400, 2999));
  }
});

test("what learns of all rows at once says what learns of rows that do not end", async () => {
  const unbounded = from(generate({ make: (n) => ({ features: [n] }) }));
  await expect(standardScaler().fit(unbounded)).rejects.toThrow("an estimator that learns on, as onlineStandardScaler");
});
