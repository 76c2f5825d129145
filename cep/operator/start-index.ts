import type { Comparison, ComparisonName } from "../pattern/comparison.ts";
import { fieldName } from "../pattern/comparison.ts";
import type { Condition } from "../pattern/condition.ts";
import type { Field } from "./row-tests.ts";

/** Comparisons that must all hold where a condition does; what else it asks is left out. */
type Path = readonly Comparison[];

/**
 * Which patterns a row may be the first event of, without asking each: patterns are found by what a field must be equal to,
 * and by the bounds that it must lie within. What is found is to be asked; what is not cannot begin.
 */
export class StartIndex {
  readonly #fieldOf: (name: string) => Field;
  readonly #equal: { readonly field: Field; readonly buckets: Map<unknown, Bucket> }[] = [];
  readonly #rest = new Bucket();

  /** Of each field that is compared so, the constants that are known: the more there are, the fewer patterns share one. */
  readonly #constants = new Map<string, Set<unknown>>();

  constructor(fieldOf: (name: string) => Field) {
    this.#fieldOf = fieldOf;
  }

  /** Conditions that are to come: which of their fields tells most patterns apart is better known before. */
  know(conditions: readonly Condition[]): void {
    for (const condition of conditions) for (const path of pathsOf(condition)) this.#note(path);
  }

  /** A pattern and a condition that its first event fulfils. */
  add(pattern: number, condition: Condition): void {
    for (const path of pathsOf(condition)) {
      this.#note(path);
      this.#add(pattern, path);
    }
  }

  #note(path: Path): void {
    for (const comparison of path.filter(isEquality)) {
      const name = fieldName(comparison.left)!;
      const known = this.#constants.get(name) ?? new Set();
      this.#constants.set(name, known);
      for (const constant of constantsOf(comparison)) known.add(constant);
    }
  }

  /** Fills in the patterns that may begin with a row, some perhaps more than once; gives how many. */
  candidates(row: number, patterns: number[]): number {
    let count = this.#rest.find(row, patterns, 0);
    for (const { field, buckets } of this.#equal) {
      const bucket = buckets.get(field.at(row));
      if (bucket !== undefined) count = bucket.find(row, patterns, count);
    }
    return count;
  }

  #add(pattern: number, path: Path): void {
    const equalities = path.filter(isEquality);
    const variety = (comparison: Comparison): number => this.#constants.get(fieldName(comparison.left)!)!.size;
    const chosen = equalities.toSorted((left, right) => variety(right) - variety(left))[0];
    const others = path.filter((comparison) => comparison !== chosen);
    if (chosen === undefined) {
      this.#rest.add(pattern, others, this.#fieldOf);
      return;
    }
    const buckets = this.#bucketsOf(fieldName(chosen.left)!);
    for (const constant of constantsOf(chosen)) {
      let bucket = buckets.get(constant);
      if (bucket === undefined) {
        bucket = new Bucket();
        buckets.set(constant, bucket);
      }
      bucket.add(pattern, others, this.#fieldOf);
    }
  }

  #bucketsOf(name: string): Map<unknown, Bucket> {
    const known = this.#equal.find(({ field }) => field.name === name);
    if (known !== undefined) return known.buckets;
    const buckets = new Map<unknown, Bucket>();
    this.#equal.push({ field: this.#fieldOf(name), buckets });
    return buckets;
  }
}

/** Patterns that have an equality in common, by the bounds that their next comparison sets. */
class Bucket {
  readonly #any: number[] = [];
  readonly #ranges: Range[] = [];

  add(pattern: number, path: Path, fieldOf: (name: string) => Field): void {
    const bound = path.find(isBound);
    if (bound === undefined) {
      this.#any.push(pattern);
      return;
    }
    const op = bound.op as Range["op"];
    const name = fieldName(bound.left)!;
    let range = this.#ranges.find((one) => one.op === op && one.field.name === name);
    if (range === undefined) {
      range = { field: fieldOf(name), op, bounds: [], isSorted: true };
      this.#ranges.push(range);
    }
    range.bounds.push({ than: bound.right as number, pattern });
    range.isSorted = false;
  }

  find(row: number, patterns: number[], from: number): number {
    let count = from;
    for (const pattern of this.#any) patterns[count++] = pattern;
    for (const range of this.#ranges) {
      if (!range.isSorted) sortBounds(range);
      const { field, op, bounds } = range;
      const value = field.at(row);
      if (typeof value !== "number") continue;
      for (let at = 0; at < bounds.length && isWithin(op, value, bounds[at]!.than); at++) {
        patterns[count++] = bounds[at]!.pattern;
      }
    }
    return count;
  }
}

interface Range {
  readonly field: Field;
  readonly op: ">" | ">=" | "<" | "<=";
  readonly bounds: { readonly than: number; readonly pattern: number }[];
  isSorted: boolean;
}

/** Those that a value exceeds, or is exceeded by, are the first ones then. */
function sortBounds(range: Range): void {
  const up = range.op === ">" || range.op === ">=";
  range.bounds.sort((left, right) => (up ? left.than - right.than : right.than - left.than));
  range.isSorted = true;
}

function isWithin(op: Range["op"], value: number, than: number): boolean {
  if (op === ">") return value > than;
  if (op === ">=") return value >= than;
  return op === "<" ? value < than : value <= than;
}

/** The ways in which a condition can hold. */
function pathsOf(condition: Condition): readonly Path[] {
  switch (condition.kind) {
    case "compare":
      return [[condition.comparison]];
    case "or":
      return condition.of.flatMap(pathsOf);
    case "and": {
      const comparisons = condition.of.flatMap((part) => (part.kind === "compare" ? [part.comparison] : []));
      return [comparisons];
    }
    default:
      return [[]];
  }
}

const boundNames: ReadonlySet<ComparisonName> = new Set([">", ">=", "<", "<="]);

function isBound({ op, left, right }: Comparison): boolean {
  return boundNames.has(op) && typeof right === "number" && fieldName(left) !== undefined;
}

function isEquality(comparison: Comparison): boolean {
  return constantsOf(comparison).length > 0 && fieldName(comparison.left) !== undefined;
}

/** What the left side must be one of; none where it may be anything else. */
function constantsOf({ op, right }: Comparison): readonly unknown[] {
  if (op === "in" && Array.isArray(right)) return [...new Set(right)];
  return op === "=" && (typeof right !== "object" || right === null) ? [right] : [];
}
