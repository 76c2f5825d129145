import { countText } from "../../core/display/mod.ts";
import { optional, type Parameter, places } from "../stages/parameters.ts";

/** What is said of features by their numbers; a feature is in one of the lists at most. */
export interface FeatureKinds {
  /** Whose values are categories. */
  readonly categorical: readonly number[];
  /** With which predictions must not fall. */
  readonly increasing: readonly number[];
  /** … must not rise. */
  readonly decreasing: readonly number[];
}

/** … as options say it. */
export type FeatureKindParameters = { readonly [Name in keyof FeatureKinds]: readonly number[] | undefined };

export const featureKindParameters: {
  readonly [Name in keyof FeatureKinds]: Parameter<readonly number[] | undefined>;
} = {
  categorical: optional(places("features")),
  increasing: optional(places("features")),
  decreasing: optional(places("features")),
};

/** @throws TypeError where a feature is told to be what does not go together. */
export function featureKindsOf(
  name: string,
  { categorical = [], increasing = [], decreasing = [] }: FeatureKindParameters,
): FeatureKinds {
  const twice = [...categorical, ...increasing, ...decreasing].find((feature, at, all) => all.indexOf(feature) !== at);
  if (twice === undefined) return { categorical, increasing, decreasing };
  throw new TypeError(
    `Cannot make ${name} as a feature must be in one of categorical, increasing and decreasing: got ${twice} in two; ` +
      "categories have no order, and what both rises and falls stays as it is",
  );
}

/** Refuses numbers of features that rows do not have. */
export function mustBeFeatures(name: string, kinds: FeatureKinds, columns: number): void {
  const { categorical, increasing, decreasing } = kinds;
  for (const [option, features] of Object.entries({ categorical, increasing, decreasing })) {
    const wrong = features.find((feature) => feature >= columns);
    if (wrong === undefined) continue;
    throw new RangeError(
      `Cannot train ${name} as ${option} must be numbers of features, of which there are ${columns}: got ${wrong}; the first is 0`,
    );
  }
}

/** Refuses several classes where predictions are to rise or fall: of these there is no order. */
export function mustBeTwoClasses(name: string, { increasing, decreasing }: FeatureKinds, classes: number): void {
  if (classes === 2 || increasing.length + decreasing.length === 0) return;
  throw new RangeError(
    `Cannot train ${name} as predictions can rise or fall with a feature where they are of two classes: got ${countText(classes, "class", "classes")}; ` +
      "leave increasing and decreasing out, or learn one class against the others",
  );
}

/** By feature 1 where predictions must not fall with it, −1 where they must not rise; undefined where there is none such. */
export function directionsOf({ increasing, decreasing }: FeatureKinds, columns: number): Int8Array | undefined {
  if (increasing.length + decreasing.length === 0) return undefined;
  const directions = new Int8Array(columns);
  for (const feature of increasing) directions[feature] = 1;
  for (const feature of decreasing) directions[feature] = -1;
  return directions;
}
