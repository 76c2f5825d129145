import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { at, end, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { loadModel, matrixOf, type OnlineEstimator, type OnlineLearner, type OnlineRows } from "../../../ml/mod.ts";
import { trainer } from "../../../ml/online/trainer.ts";

/** A row to learn from. */
export interface OnlineRow {
  readonly features: readonly number[];
  readonly label: number;
}

// biome-ignore lint/suspicious/noExplicitAny: learners of all kinds
export type AnyOnline = OnlineEstimator<any, any, any, any>;

interface Suite {
  /** One whose models come after so many rows. */
  readonly make: (options: { readonly every: number }) => AnyOnline;
  readonly rows: readonly OnlineRow[];
  /** Whether an initial model goes on exactly as what it was learned with: it has no other memory. */
  readonly continues?: "exactly";
}

export function inMemory(rows: readonly OnlineRow[]): OnlineRows {
  return {
    features: matrixOf(rows.map(({ features }) => features)),
    labels: Float64Array.from(rows, ({ label }) => label),
  };
}

/** What a learner knows after each so many rows, and what is left of them. */
export function versionsOf<Known>(learner: OnlineLearner<Known>, rows: readonly OnlineRow[], every: number): Known[] {
  const all = inMemory(rows);
  const task = learner.open(all.features.columns, {});
  const versions: Known[] = [];
  for (let start = 0; start < rows.length; start += every) {
    const to = Math.min(rows.length, start + every);
    for (let at = start; at < to; at++) task.learn(all, at, at + 1);
    task.endBatch();
    versions.push(task.learned());
  }
  return versions;
}

const columns = (learner: OnlineLearner<unknown>) => ({
  features: "features",
  label: learner.labels === "none" ? undefined : "label",
});

/** What must hold for every online learner. */
export function onlineSuite(name: string, { make, rows, continues }: Suite): void {
  const every = 7;
  const { learner } = make({ every }) as { readonly learner: OnlineLearner<unknown> };
  const known = versionsOf(learner, rows, every);

  describe(`${name} as every online learner`, () => {
    test("gives the same models record by record, in batches, and with a crash and a restore after every step", () => {
      const few = rows.slice(0, 24);
      const models = versionsOf(learner, few, every).map((learned, version) =>
        at(Math.min(few.length, (version + 1) * every) - 1, {
          version,
          time: Math.min(few.length, (version + 1) * every) - 1,
          learned,
        }),
      );
      verifyOperator(
        trainer({ learner, columns: columns(learner), batching: { by: "count", rows: every }, initial: undefined }),
        {
          input: [...few.map((value, time) => at(time, value)), end],
          output: [...models, end],
          order: "kept",
        },
      );
    });

    test("is a stream of models of unbounded rows", async () => {
      const versions = await make({ every }).fit(from(rows)).versions.collect();
      expect(versions.map(({ learned }) => learned)).toEqual(known);
      expect(versions.map(({ version }) => version)).toEqual(known.map((_, version) => version));
    });

    test("a model answers as the learner at work does, and as when it was saved and loaded", async () => {
      const all = inMemory(rows);
      const task = learner.open(all.features.columns, {});
      task.learn(all, 0, rows.length);
      task.endBatch();
      const size = learner.adds(all.features.columns).reduce((sum, { vectorSize = 1 }) => sum + vectorSize, 0);
      const answers = rows.slice(0, 20).map((_, at) => {
        const out = new Float64Array(size);
        task.answer(all, at, out, 0);
        return [...out];
      });
      const model = make({ every }).model(task.learned());
      const served = async (one: typeof model): Promise<number[][]> => {
        const added = learner.adds(all.features.columns).map(({ name }) => name);
        const given = (await one.transform(from(rows.slice(0, 20))).collect()) as Record<
          string,
          number | Float64Array
        >[];
        return given.map((row) =>
          added.flatMap((column) => [...[row[column]!].flatMap((v) => (typeof v === "number" ? [v] : [...v]))]),
        );
      };
      expect(await served(model)).toEqual(answers);
      const folder = await mkdtemp(join(tmpdir(), "online-"));
      try {
        await model.save(folder);
        expect(await served(await make({ every }).load(folder))).toEqual(answers);
        expect((await loadModel(folder)).kind).toBe(name);
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    test("goes on from a model, exactly so as if it had never stopped where it says so, and from none of other features", async () => {
      const half = every * Math.floor(rows.length / every / 2);
      const estimator = make({ every });
      const before = versionsOf(learner, rows.slice(0, half), every).at(-1);
      const after = await estimator.fit(from(rows.slice(half)), { initial: before }).versions.collect();
      if (continues === "exactly") expect(after.at(-1)!.learned).toEqual(known.at(-1));
      expect(after[0]!.version).toBe(1);
      const other = rows.map(({ features, label }) => ({ features: [...features, 1], label }));
      await expect(estimator.fit(from(other), { initial: before }).versions.collect()).rejects.toThrow(
        `Cannot go on learning by ${name} as rows must have the features that its initial model has learned from`,
      );
    });

    test("names what cannot be learned from; with onError skip it is left out", async () => {
      const bad = [{ features: rows[0]!.features.map(() => Number.POSITIVE_INFINITY), label: rows[0]!.label }];
      if (learner.missing !== "taken") {
        await expect(
          make({ every })
            .fit(from([...bad, ...rows]))
            .versions.collect(),
        ).rejects.toThrow(`Cannot learn from a row by ${name}`);
        const versions = await make({ every })
          .fit(from([...bad, ...rows]), { onError: "skip" })
          .versions.collect();
        expect(versions.map(({ learned }) => learned)).toEqual(known);
      }
      if (learner.labels === "none") return;
      const unlabelled = from([{ ...rows[0]!, label: Number.NaN }, ...rows]);
      await expect(make({ every }).fit(unlabelled).versions.collect()).rejects.toThrow("labels must be");
      const others = make({ every }).fit(unlabelled, { onError: "skip" });
      expect((await others.versions.collect()).map(({ learned }) => learned)).toEqual(known);
    });
  });
}

export { at, end, row, watermark };
