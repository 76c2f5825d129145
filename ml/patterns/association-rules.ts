import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import type { FrequentItemsets } from "./learned.ts";

/** Rows that have the antecedent have the consequent, too. */
export interface AssociationRule {
  readonly antecedent: readonly string[];
  readonly consequent: string;
  /** The share of the rows with the antecedent that have the consequent. */
  readonly confidence: number;
  /** How many times as often they have it as all rows. */
  readonly lift: number;
  /** The share of all rows that have both. */
  readonly support: number;
}

/** Options of `associationRules`. */
export interface AssociationRulesOptions {
  /** The least confidence, 0 to 1. Default 0.8. */
  readonly minConfidence?: number;
}

const known: KnownOptions<AssociationRulesOptions> = { minConfidence: true };

/**
 * The rules that frequent sets give, with one item that is expected each: the most confident first, then those of more rows.
 *
 * @see Agrawal, Srikant, “Fast Algorithms for Mining Association Rules”, VLDB 1994, §3.
 */
export function associationRules(sets: FrequentItemsets, options: AssociationRulesOptions = {}): AssociationRule[] {
  checkOptions(options, known, "associationRules");
  const { minConfidence = 0.8 } = options;
  if (!(minConfidence >= 0 && minConfidence <= 1)) {
    throw new RangeError(
      `Cannot set minConfidence in associationRules as it must be a number ≥ 0 and ≤ 1: got ${minConfidence}; leave it out for 0.8`,
    );
  }
  const { items, starts, members, counts, rows } = sets;
  const all = Array.from(counts, (count, at) => ({ members: members.subarray(starts[at]!, starts[at + 1]!), count }));
  const countOf = new Map(all.map((set) => [set.members.join(), set.count]));
  const rules: AssociationRule[] = [];
  for (const { members: own, count } of all) {
    if (own.length < 2) continue;
    for (const consequent of own) {
      const antecedent = own.filter((item) => item !== consequent);
      const confidence = count / countOf.get(antecedent.join())!;
      if (!(confidence >= minConfidence)) continue;
      rules.push({
        antecedent: Array.from(antecedent, (item) => items[item]!),
        consequent: items[consequent]!,
        confidence,
        lift: (confidence * rows) / countOf.get(String(consequent))!,
        support: count / rows,
      });
    }
  }
  return rules.sort((a, b) => b.confidence - a.confidence || b.support - a.support);
}
