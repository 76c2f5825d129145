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

  /** `starts`: for each pattern a condition that its first event fulfils. */
  constructor(
    starts: readonly { readonly pattern: number; readonly condition: Condition }[],
    fieldOf: (name: string) => Field,
  ) {
    this.#fieldOf = fieldOf;
    const paths = starts.flatMap(({ pattern, condition }) => pathsOf(condition).map((path) => ({ pattern, path })));
    const constants = constantsByField(paths.map(({ path }) => path));
    for (const { pattern, path } of paths) this.#add(pattern, path, constants);
    for (const { buckets } of this.#equal) for (const bucket of buckets.values()) bucket.close();
    this.#rest.close();
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

  #add(pattern: number, path: Path, constants: ReadonlyMap<string, ReadonlySet<unknown>>): void {
    const equalities = path.filter(isEquality);
    const variety = (comparison: Comparison): number => constants.get(fieldName(comparison.left)!)!.size;
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
      range = { field: fieldOf(name), op, bounds: [] };
      this.#ranges.push(range);
    }
    range.bounds.push({ than: bound.right as number, pattern });
  }

  /** Called when all are in. */
  close(): void {
    // Those that a value exceeds, or is exceeded by, are the first ones then.
    for (const { op, bounds } of this.#ranges) {
      bounds.sort((left, right) => (op === ">" || op === ">=" ? left.than - right.than : right.than - left.than));
    }
  }

  find(row: number, patterns: number[], from: number): number {
    let count = from;
    for (const pattern of this.#any) patterns[count++] = pattern;
    for (const { field, op, bounds } of this.#ranges) {
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

function constantsByField(paths: readonly Path[]): Map<string, Set<unknown>> {
  const constants = new Map<string, Set<unknown>>();
  for (const comparison of paths.flat().filter(isEquality)) {
    const name = fieldName(comparison.left)!;
    const known = constants.get(name) ?? new Set();
    constants.set(name, known);
    for (const constant of constantsOf(comparison)) known.add(constant);
  }
  return constants;
}
