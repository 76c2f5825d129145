import type { Matrix } from "../matrix/matrix.ts";
import type { Trees } from "./learned.ts";

/** Categories of a feature that have a bin each: 1, 2, … Bin 0 stays empty, so that searches by the order of bins find nothing. */
const mostCategories = 254;
/** More are no categories. */
const mostCounted = 2 ** 16;

/** Counts the categories of features, by the weight of their rows. */
export class CategoryCounts {
  readonly #features: readonly number[];
  readonly #counts: readonly Map<number, number>[];
  readonly #learner: string;

  constructor(learner: string, features: readonly number[]) {
    this.#learner = learner;
    this.#features = features;
    this.#counts = features.map(() => new Map<number, number>());
  }

  add({ data, rows, columns }: Matrix, weights: Float64Array | undefined): void {
    this.#features.forEach((feature, which) => {
      const counts = this.#counts[which]!;
      for (let row = 0, at = feature; row < rows; row++, at += columns) {
        const weight = weights?.[row] ?? 1;
        const value = data[at]!;
        // Also −0 is 0.
        if (weight > 0 && Number.isFinite(value)) counts.set(value + 0, (counts.get(value + 0) ?? 0) + weight);
      }
      if (counts.size > mostCounted) throw this.#tooMany(feature);
    });
  }

  /** Of each feature that has some its most frequent categories, ascending; others count as missing. */
  finish(columns: number, bins: number): readonly (Float64Array | undefined)[] {
    const found = Array<Float64Array | undefined>(columns).fill(undefined);
    this.#features.forEach((feature, which) => {
      const all = [...this.#counts[which]!].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      const kept = all.slice(0, Math.min(bins, mostCategories)).map(([category]) => category);
      found[feature] = Float64Array.from(kept).sort();
    });
    return found;
  }

  #tooMany(feature: number): RangeError {
    return new RangeError(
      `Cannot train ${this.#learner} as a categorical feature must have ${mostCounted.toLocaleString("en-US")} values at most: ` +
        `feature ${feature} has more; leave it out of categorical, or number what is frequent by stringIndexer with maxIndexNum`,
    );
  }
}

/** Categories of features as a model has them; nothing where there are none. */
export function learnedCategories(
  categories: readonly (Float64Array | undefined)[],
  sets: readonly Uint32Array[],
): Pick<Trees, "categories" | "categoryStarts" | "leftCategories"> {
  if (categories.every((own) => own === undefined)) return {};
  const starts = Uint32Array.from({ length: categories.length + 1 });
  categories.forEach((own, feature) => {
    starts[feature + 1] = starts[feature]! + (own?.length ?? 0);
  });
  const all = new Float64Array(starts.at(-1)!);
  categories.forEach((own, feature) => all.set(own ?? [], starts[feature]!));
  const leftCategories = new Uint32Array(8 * sets.length);
  sets.forEach((set, at) => leftCategories.set(set, 8 * at));
  return { categories: all, categoryStarts: starts, leftCategories };
}

/** What `learnedCategories` was given. */
export function categoriesOf({ categories, categoryStarts }: Trees): readonly (Float64Array | undefined)[] {
  if (categories === undefined || categoryStarts === undefined) return [];
  return Array.from(categoryStarts.subarray(0, -1), (start, feature) => {
    const end = categoryStarts[feature + 1]!;
    return end > start ? categories.slice(start, end) : undefined;
  });
}

/** Rows with the bin of a category in its place, NaN where the model has not seen it; the rows themselves where there are no categories. */
export function inBins(features: Matrix, { categories, categoryStarts }: Trees): Matrix {
  if (categories === undefined || categoryStarts === undefined) return features;
  const { rows, columns } = features;
  const data = features.data.slice(0, rows * columns);
  for (let feature = 0; feature < columns; feature++) {
    const [start, end] = [categoryStarts[feature]!, categoryStarts[feature + 1]!];
    if (start === end) continue;
    const own = categories.subarray(start, end);
    for (let row = 0, at = feature; row < rows; row++, at += columns) data[at] = binIn(own, data[at]!);
  }
  return { data, rows, columns };
}

function binIn(categories: Float64Array, value: number): number {
  let [low, high] = [0, categories.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (categories[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return categories[low] === value ? low + 1 : Number.NaN;
}

/** Says what is wrong with the categories of trees, of which thresholds are numbers of sets. */
export function checkCategories(trees: Trees & { readonly columns: number }): string | undefined {
  const { categories, categoryStarts, leftCategories, features, thresholds, columns } = trees;
  if (categories === undefined && categoryStarts === undefined && leftCategories === undefined) return undefined;
  if (categories === undefined || categoryStarts === undefined || leftCategories === undefined)
    return "it must have all there is to know of categories";
  if (categoryStarts.length !== columns + 1 || categoryStarts[0] !== 0 || categoryStarts[columns] !== categories.length)
    return "it must have categories for each feature";
  for (let feature = 0; feature < columns; feature++) {
    const [start, end] = [categoryStarts[feature]!, categoryStarts[feature + 1]!];
    if (end < start || end - start > mostCategories) return "its features must not have too many categories";
    for (let at = start; at < end; at++) {
      const isAbove = at === start || categories[at]! > categories[at - 1]!;
      if (!isAbove || !Number.isFinite(categories[at])) return "its categories must be different numbers, in order";
    }
  }
  const sets = leftCategories.length / 8;
  const isSet = (number: number): boolean => Number.isInteger(number) && number >= 0 && number < sets;
  const isWrong = features.some(
    (feature, node) => feature >= 0 && isCategorical(trees, feature) && !isSet(thresholds[node]!),
  );
  return isWrong || !Number.isInteger(sets) ? "its splits must be by sets of categories that there are" : undefined;
}

/** Whether splits by a feature are by sets. */
export function isCategorical({ categoryStarts }: Trees, feature: number): boolean {
  return categoryStarts !== undefined && categoryStarts[feature + 1]! > categoryStarts[feature]!;
}
