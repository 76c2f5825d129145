import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Dataset, from } from "../../../core/mod.ts";
import { type Estimator, fitRows, loadModel, type Model, matrixOf, type Trainable } from "../../../ml/mod.ts";

/** A row to learn from. */
export interface LabelledRow {
  readonly features: readonly number[];
  readonly label: number;
  readonly weight: number;
}

// biome-ignore lint/suspicious/noExplicitAny: learners of all kinds
type AnyLearner = Estimator<any, any, Model<any, any, any>> & Trainable<any>;

/** What the suite must know of a learner. */
interface Suite {
  readonly make: (options: object) => AnyLearner;
  readonly rows: readonly LabelledRow[];
  /** Whether NaN stands for a missing value. */
  readonly missing?: "taken";
  /** "none": it does not read labels. */
  readonly labels?: "none";
  /** "alike": a weight of 2 is as two such rows; "ignored": it has no weights. */
  readonly weights: "alike" | "ignored";
  /** How near numbers must be where sums are taken in another order. Default 1e-9. */
  readonly within?: number;
}

/** What must hold for every learner, whatever it learns. */
export function learnerSuite(name: string, { make, rows, missing, labels, weights, within = 1e-9 }: Suite): void {
  describe(`${name} as every learner`, () => {
    test("learns the same of batches of any size, and of a matrix in memory", async () => {
      const many = Array.from({ length: Math.ceil(2500 / rows.length) }, () => rows).flat();
      const whole = (await make({}).fit(from(many))).learned;
      expect((await make({}).fit(from(many), { run: { batchRows: 7 } })).learned).toEqual(whole);
      expect(fitRows(make({}), inMemory(many))).toEqual(whole);
    });

    test("predicts the same when it was saved and loaded", async () => {
      const folder = await mkdtemp(join(tmpdir(), "learner-"));
      try {
        const model = await make({}).fit(from(rows));
        await model.save(folder);
        const before = await answers(model, rows);
        expect(await answers(await make({}).load(folder), rows)).toEqual(before);
        expect((await loadModel(folder)).kind).toBe(name);
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    test("refuses no rows, and rows of other lengths", async () => {
      await expect(make({}).fit(from(rows).filter(() => false))).rejects.toThrow(
        `Cannot fit ${name} as it must be given rows`,
      );
      const short = { features: [1], label: rows[0]!.label, weight: 1 };
      await expect(make({}).fit(from([...rows, short]))).rejects.toThrow("must have");
    });

    test.runIf(missing === undefined)("refuses features that are NaN or infinite, with the row", async () => {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const bad = { ...rows[0]!, features: rows[0]!.features.map((own, at) => (at === 1 ? value : own)) };
        await expect(make({}).fit(from([...rows, bad]))).rejects.toThrow(
          `Cannot train ${name} as features must be finite: got ${value} in row ${rows.length}, feature 1; fill`,
        );
      }
    });

    test.each([2 ** 560, 2 ** -590])(
      "learns from features times %d what it learns from them by themselves, or refuses them with what to do",
      async (times) => {
        const scaled = rows.map((row) => ({ ...row, features: row.features.map((value) => value * times) }));
        const own = await make({}).fit(from(rows));
        const found = await make({})
          .fit(from(scaled))
          .catch((error: unknown) => error as Error);
        if (found instanceof Error)
          return expect(found.message).toMatch(/^Cannot train .*; put maxAbsScaler before it$/);
        const [wanted, got] = [await answers(own, rows), await answers(found, scaled)];
        expect(got).not.toContain(Number.NaN);
        expect(new Set(got).size > 1).toBe(new Set(wanted).size > 1);
      },
    );

    test.runIf(labels === undefined)("refuses labels that are NaN or missing", async () => {
      const bad = [...rows, { ...rows[0]!, label: null }];
      await expect(make({}).fit(from(bad))).rejects.toThrow(
        `Cannot train ${name} as labels must be finite: got NaN in row ${rows.length}`,
      );
    });

    test.runIf(missing === undefined)(
      "gives NaN for a row with a feature that is NaN, null for one without features",
      async () => {
        const model = await make({}).fit(from(rows));
        const asked = [
          { features: rows[0]!.features.map(() => Number.NaN) },
          { features: null },
          { features: rows[0]!.features },
        ];
        const [unknown, absent, known] = (await model.transform(from(asked) as Dataset<never>).collect()) as Row[];
        for (const column of addedColumns(known!)) {
          expect(unknown![column]).toSatisfy(isUnknown);
          expect(absent![column]).toBeNull();
        }
      },
    );

    test.runIf(weights === "alike")("counts a row of weight 2 as two, and one of weight 0 not at all", async () => {
      const weighed = rows.map((row, at) => ({ ...row, weight: at % 3 }));
      const repeated = weighed.flatMap((row) => Array.from({ length: row.weight }, () => row));
      const byWeight = await answers(await make({ weight: "weight" }).fit(from(weighed)), rows);
      const byRows = await answers(await make({}).fit(from(repeated)), rows);
      expect(byWeight.length).toBe(byRows.length);
      byWeight.forEach((value, at) => expect(value).toBeCloseTo(byRows[at]!, -Math.log10(within) - 1));
    });

    test.runIf(weights === "alike")("refuses weights below 0", async () => {
      const bad = rows.map((row, at) => ({ ...row, weight: at === 2 ? -1 : 1 }));
      await expect(make({ weight: "weight" }).fit(from(bad))).rejects.toThrow(
        `Cannot train ${name} as weights must be finite and not negative: got -1 in row 2`,
      );
    });
  });
}

type Row = Record<string, unknown>;

function isUnknown(value: unknown): boolean {
  return value instanceof Float64Array ? value.every(Number.isNaN) : Number.isNaN(value);
}

function addedColumns(row: Row): string[] {
  return Object.keys(row).filter((column) => column !== "features");
}

/** All numbers that a model adds to rows, one after another. */
// biome-ignore lint/suspicious/noExplicitAny: models of all kinds
async function answers(model: { transform: any }, rows: readonly LabelledRow[]): Promise<number[]> {
  const out: Row[] = await model.transform(from(rows.map(({ features }) => ({ features })))).collect();
  return out.flatMap((row) =>
    addedColumns(row).flatMap((column) => {
      const value = row[column];
      return value instanceof Float64Array ? [...value] : [value as number];
    }),
  );
}

function inMemory(rows: readonly LabelledRow[]): Parameters<typeof fitRows>[1] {
  return {
    features: matrixOf(rows.map(({ features }) => features)),
    labels: Float64Array.from(rows, ({ label }) => label),
  };
}
