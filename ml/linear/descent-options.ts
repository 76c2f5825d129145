import { integer, number, type Parameter } from "../stages/parameters.ts";

/** Options of estimators that go down a gradient in steps of so many rows, as Flink ML's do. */
export interface DescentOptions {
  /** α > 0: a step is this times the gradient of the mean loss, in units of the features. Default 0.1. */
  readonly learningRate?: number;
  /** Rows of a step, in their order, from the first on again behind the last. Default 32. */
  readonly batchRows?: number;
  /** Steps at most. Default 20. */
  readonly maxIterations?: number;
  /** It ends with the step whose rows had a smaller mean loss. Default 1e-6. */
  readonly tolerance?: number;
  /** λ ≥ 0 of λ·(l1Ratio·‖w‖₁ + (1 − l1Ratio)·½·‖w‖²). Default 0. */
  readonly regularization?: number;
  /** From 0, the default, to 1. */
  readonly l1Ratio?: number;
}

/** Their parameters. */
export const descentParameters: {
  readonly [Name in keyof Required<DescentOptions>]: Parameter<number>;
} = {
  learningRate: number({ default: 0.1, above: 0 }),
  batchRows: integer({ default: 32, min: 1, unit: "rows" }),
  maxIterations: integer({ default: 20, min: 1, unit: "steps" }),
  tolerance: number({ default: 1e-6, min: 0 }),
  regularization: number({ default: 0, min: 0 }),
  l1Ratio: number({ default: 0, min: 0, max: 1 }),
};
