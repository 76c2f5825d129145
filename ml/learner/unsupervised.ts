import { estimator } from "../stages/estimator.ts";
import type { LearnedOf, LearnedTypes } from "../stages/learned.ts";
import type { ParameterSpecs, ParametersOf } from "../stages/parameters.ts";
import type { Columns, VectorValue } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import type { StageKind } from "../stages/stage-kind.ts";
import { learn } from "./learn.ts";
import type { Learner } from "./learner.ts";
import { type Answers, answering } from "./predictions.ts";
import type { Trainable } from "./supervised.ts";

/** An estimator that reads vectors only. */
export type Unsupervised<Features extends string, Out, Known> = Estimator<
  Columns<Features, VectorValue>,
  Out,
  Model<Columns<Features, VectorValue>, Out, Known>
> &
  Trainable<Known>;

/** An estimator that trains a learner without labels, and whose models answer. */
export function unsupervised<Specs extends ParameterSpecs, Types extends LearnedTypes, Features extends string, Out>(
  kind: StageKind<Specs, Types>,
  parameters: ParametersOf<Specs>,
  {
    features,
    weight,
    adds,
  }: { readonly features: string; readonly weight?: string | undefined; readonly adds: string | readonly string[] },
  learner: Learner<LearnedOf<Types>>,
  answers: (learned: LearnedOf<Types>) => Omit<Answers, "features">,
): Unsupervised<Features, Out, LearnedOf<Types>> {
  const made = estimator(kind, parameters, {
    reads: weight === undefined ? [features] : [features, weight],
    adds: typeof adds === "string" ? [adds] : adds,
    fit: (input) => learn(learner, { features, weight }, input, { kind: kind.name, parameters }),
    resumes: learner.resumes,
    model: (learned) => answering({ ...answers(learned), features }),
  });
  return Object.assign(made, { learner }) as unknown as Unsupervised<Features, Out, LearnedOf<Types>>;
}
