import { checkOptions } from "../data/options.ts";
import { limit } from "../operators/limit.ts";
import { sample } from "../operators/sample.ts";
import { givesChanges, type Port } from "../plan/node.ts";
import { mustBeCount, mustBeFraction } from "./checks.ts";
import { ofStep, type SampleOptions, type StepOptions, sampleOptions } from "./options.ts";
import { exchange, step } from "./plan-steps.ts";

/** The first rows to arrive, of all subtasks together. */
export function limitStep(input: Port, count: number, options: StepOptions): Port {
  mustBeCount(count, "limit a dataset", "limit(10)");
  return step([exchange(input, { by: "gather" })], limit(count), options, "limit");
}

/** Of a changelog, the same rows come and go: they are told by their content. */
export function sampleStep(input: Port, fraction: number, options: SampleOptions): Port {
  mustBeFraction(fraction, "sample a dataset", "sample(0.01)");
  checkOptions(options, sampleOptions, "sample");
  const by = givesChanges(input) ? "content" : "number";
  return step([input], sample(fraction, options.seed ?? 0, by), ofStep(options), "sample");
}
