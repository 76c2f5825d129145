import { readFileSync } from "node:fs";
import { uniform } from "../learner/random-rows.ts";
import type { OnlineRow } from "./online-suite.ts";

export interface LinearFact {
  readonly options: Readonly<Record<string, never>>;
  readonly coefficients: readonly number[];
  readonly intercept: number;
  readonly before: readonly number[];
}

/** What facts.py recorded of river. */
export const recorded: Readonly<Record<string, readonly LinearFact[]>> = JSON.parse(
  readFileSync(new URL("facts.json", import.meta.url), "utf8"),
);

/** Rows of four features of which two count, moved after half of them; labels are numbers where there are 0 classes. */
export function streamOf(rows: number, classes: number, seed = 1): OnlineRow[] {
  const random = uniform(seed);
  return Array.from({ length: rows }, (_, row) => {
    const features = [random(), random(), random(), random()];
    const moved = row >= rows / 2 ? -1 : 1;
    const signal = moved * features[0]! + features[1]! ** 2 + random() / 4;
    const bounds = Array.from({ length: Math.max(0, classes - 1) }, (_, k) => (2 * k) / classes);
    return { features, label: classes === 0 ? signal : bounds.filter((bound) => signal > bound).length };
  });
}

export interface HoeffdingFact {
  readonly options: Readonly<Record<string, never>>;
  readonly classes: number;
  readonly rows: number;
  /** In depth-first order: [feature, threshold], null for leaves. */
  readonly nodes: readonly (readonly [number, number] | null)[];
  readonly before: readonly (readonly number[])[];
}

export const hoeffdingFacts: readonly HoeffdingFact[] = recorded.hoeffdingTreeClassifier as never;

export interface AdaptiveFact {
  readonly options: Readonly<Record<string, never>>;
  readonly classes: number;
  readonly rows: number;
  readonly nodes: HoeffdingFact["nodes"];
  /** Subtrees that began beside nodes, took their places, and were given up. */
  readonly counts: readonly number[];
  /** Subtrees that there are beside nodes, behind each hundred rows. */
  readonly beside: readonly number[];
  /** What was answered before each of the last rows. */
  readonly before: readonly number[];
  readonly riversAccuracy: number;
}

export const adaptiveFacts: readonly AdaptiveFact[] = recorded.hoeffdingAdaptiveTreeClassifier as never;

/** Nodes in depth-first order: [feature, threshold], null for leaves. */
export function nodesOf(tree: {
  readonly features: Int32Array;
  readonly thresholds: Float64Array;
  readonly children: Int32Array;
}): (readonly [number, number] | null)[] {
  const at = (node: number): (readonly [number, number] | null)[] => {
    const child = tree.children[node]!;
    if (child === 0) return [null];
    return [[tree.features[node]!, tree.thresholds[node]!], ...at(child), ...at(child + 1)];
  };
  return at(0);
}
