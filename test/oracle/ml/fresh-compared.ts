import type { Pair } from "./fresh-learners.ts";

type Told = Readonly<Record<string, unknown>>;

/** What is refused here for a reason that is none there. */
const ownReasons = [
  // They answer with the one class that there is.
  "there must be at least two classes",
  // Counts that are all 0: of −∞, which the logarithm of their mean is, theirs gives how far it came.
  "labels must differ from the least or the most that its family allows",
];

/** What is known to differ, and why: of learners and oddities. */
const known: readonly (readonly [names: RegExp, oddities: RegExp, why: string])[] = [
  [
    /^generalizedLinear|^logistic/,
    /^(huge numbers|far from 0)$/,
    "theirs stops before the minimum: its loss is larger",
  ],
  [/^linearSvc$/, /^(tiny numbers|mixed scales)$/, "theirs stops before the minimum"],
  [/^complementNaiveBayes$/, /^only constant columns$/, "all classes are as likely"],
  [
    /^(gaussianNaiveBayes|oneVsRest)$/,
    /^only constant columns$/,
    "theirs divides 0 by 0: here it is as the classes are",
  ],
  [/Tree|Forest|Boosting/, /^infinity$/, "an infinite value is on one side of a threshold: taken here"],
  [/^gradientBoosting/, /^a column of NaN$/, "theirs fails: here such a column tells nothing"],
  [/^powerTransformer$/, /^far from 0$/, "the likelihood is flat"],
  [/^(powerTransformer)$/, /^a column of NaN$/, "theirs fails: here it stays NaN"],
  [/^imputer$/, /^a column of NaN$/, "theirs drops the column: refused here"],
  [/^imputer$/, /^infinity$/, "a median of some infinite values is finite: taken here"],
  [/^robustScaler$/, /^infinity$/, "quartiles with an infinite value are finite: taken here"],
  [/^(pca|truncatedSvd)$/, /^(one row|one column)$/, "theirs asks for as many rows and columns as components"],
  [/^gaussianMixture$/, /^(more columns than rows|two rows|equal rows)$/, "any component may shrink to a row"],
  [/^kMeans$/, /^whole numbers$/, "a row that is as far from two centres belongs to either: another minimum"],
  [/^knn/, /^(whole numbers|equal rows)$/, "of rows that are as far the first are neighbours here, any of them there"],
  [/^agglomerativeClustering$/, /^(whole numbers|equal rows|sparse)$/, "of equal distances either comes first"],
  [
    /^onlineStandardScaler$/,
    /^(NaN|a column of NaN|no rows|infinity)$/,
    "NaN is left out here, and no rows make no model",
  ],
  [
    /^(onlineSgd|hoeffding)/,
    /^(NaN|a column of NaN|infinity|no rows)$/,
    "what is not finite is refused here, and no rows make no model",
  ],
];

/** Why answers of a learner to such rows may differ; undefined where they must not. */
export function whyKnown(name: string, oddity: string): string | undefined {
  return known.find(([names, oddities]) => names.test(name) && oddities.test(oddity))?.[2];
}

/** How two answers differ; undefined where they do not. */
export function differenceOf(pair: Pair, mine: Told, other: Told): string | undefined {
  if ("refused" in mine || "refused" in other) {
    const isOwnReason = ownReasons.some((reason) => String(mine.refused).includes(reason));
    if ("refused" in mine && ("refused" in other || isOwnReason)) return undefined;
    return "refused" in mine ? `refused here: ${mine.refused}` : `refused there: ${other.refused}`;
  }
  for (const [what, wanted] of Object.entries(other)) {
    const isTied = what === "prediction" ? tiesOf(other.probability) : undefined;
    const difference = apart(what, mine[what], wanted, pair, isTied);
    if (difference !== undefined) return `${what} ${difference}`;
  }
  return undefined;
}

/** Whether the two likeliest classes of a row are as likely but for rounding: then either may be the prediction. */
function tiesOf(probabilities: unknown): ((row: number) => boolean) | undefined {
  if (probabilities === undefined) return undefined;
  return (row) => {
    const [first, second] = (probabilities as readonly number[][])[row]!.toSorted((a, b) => b - a);
    return first! - (second ?? 0) <= 1e-7;
  };
}

function apart(
  what: string,
  mine: unknown,
  wanted: unknown,
  { within = 1e-8 }: Pair,
  isTied?: (row: number) => boolean,
): string | undefined {
  // Where many answers are right, one that is not worse is.
  if (what === "inertia") return notAbove(mine as number, (wanted as number) * (1 + 1e-7) + 1e-12, wanted);
  if (what === "likelihood") return notAbove(-(mine as number), -(wanted as number) + 1e-4, wanted);
  if (what === "score")
    return Number.isNaN(wanted) ? undefined : notAbove(-(mine as number), 0.03 - (wanted as number), wanted);
  if (what === "clusters") return sameParts(mine as number[], wanted as number[]) ? undefined : `${mine} for ${wanted}`;
  const [a, b] = [flat(mine), flat(wanted)];
  if (a.length !== b.length) return `has ${a.length} numbers, not ${b.length}`;
  // What is left of 0 is rounding.
  const rounding = 1e-15;
  const scale = b.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  const most = Math.max(within * (what === "probability" ? 1 : scale), rounding);
  const at = a.findIndex((value, place) => !isNear(value, b[place]!, most) && isTied?.(place) !== true);
  return at < 0 ? undefined : `${a[at]} for ${b[at]} at ${at}, of ${scale}`;
}

function notAbove(value: number, most: number, wanted: unknown): string | undefined {
  return value <= most || Number.isNaN(wanted) ? undefined : `${Math.abs(value)} for ${wanted}`;
}

function isNear(a: number, b: number, most: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= most;
}

function flat(value: unknown): number[] {
  return Array.isArray(value) ? value.flatMap(flat) : [value as number];
}

/** Whether two lists of numbers of clusters part the rows alike; −1 is no cluster. */
function sameParts(mine: readonly number[], wanted: readonly number[]): boolean {
  const [there, back] = [new Map<number, number>([[-1, -1]]), new Map<number, number>([[-1, -1]])];
  return mine.every((own, row) => {
    const other = wanted[row]!;
    if (!there.has(own)) there.set(own, other);
    if (!back.has(other)) back.set(other, own);
    return there.get(own) === other && back.get(other) === own;
  });
}
