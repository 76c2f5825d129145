import { addToSum, type ExactSum, mustBeExact, retractFromSum } from "./exact-sum.ts";
import { skipMissing } from "./number-value.ts";

/** The sum with a value that is no number: a bigint, or one that is missing. */
export function addOther(name: string, partial: ExactSum, value: unknown): ExactSum {
  return typeof value === "bigint" ? addBigint(partial, value) : skipMissing(name, partial, value);
}

export function retractOther(name: string, partial: ExactSum, value: unknown): ExactSum {
  return typeof value === "bigint" ? retractBigint(partial, value) : skipMissing(name, partial, value);
}

/** A bigint is added as two doubles, which hold every one below 2^106. */
function addBigint(partial: ExactSum, value: bigint): ExactSum {
  const [large, small] = doublesOf(value);
  const { sum, carry, count, infinities } = addToSum(addToSum(partial, large), small);
  mustBeExact(sum);
  return { sum, carry, count: count - 1, infinities: ofBigints(infinities) };
}

function retractBigint(partial: ExactSum, value: bigint): ExactSum {
  const [large, small] = doublesOf(value);
  const { sum, carry, count, infinities } = retractFromSum(retractFromSum(partial, large), small);
  return { sum, carry, count: count + 1, infinities: ofBigints(infinities) };
}

function doublesOf(value: bigint): readonly [large: number, small: number] {
  const large = Number(value);
  return [large, Number.isFinite(large) ? Number(value - BigInt(large)) : 0];
}

function ofBigints(infinities: number): number {
  return infinities < 0 ? infinities : -1 - infinities;
}
