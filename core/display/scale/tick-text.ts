import { numberText } from "../cell.ts";

const units: readonly (readonly [size: number, unit: string])[] = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];

/** The texts of ticks, all with the decimals that tell them apart: `0`, `0.5`, `1.0`; `5k`, `10k`; `2e-9`. */
export function tickTexts(ticks: readonly number[]): string[] {
  const largest = ticks.reduce((size, tick) => Math.max(size, Math.abs(tick)), 0);
  const step = ticks.length > 1 ? Math.abs(ticks[1]! - ticks[0]!) : largest;
  if (largest >= 1e15 || (largest > 0 && largest < 1e-4)) return ticks.map(exponentText);
  if (largest >= 1e4 && step >= 10) {
    const compact = ticks.map(compactText);
    if (new Set(compact).size === compact.length) return compact;
  }
  const decimals = Math.max(0, Math.min(12, -Math.floor(Math.log10(step || 1) + 1e-9)));
  return ticks.map((tick) =>
    tick.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
  );
}

/** A number beside a mark: at most six digits, thousands set apart. */
export function valueText(value: number): string {
  const size = Math.abs(value);
  if (size < 1e4 || size >= 1e15) return numberText(value);
  return value.toLocaleString("en-US", { maximumFractionDigits: size >= 1e6 ? 0 : 1 });
}

function compactText(value: number): string {
  for (const [size, unit] of units) {
    if (Math.abs(value) >= size) return `${Number((value / size).toPrecision(4))}${unit}`;
  }
  return String(value);
}

function exponentText(value: number): string {
  return value === 0 ? "0" : String(Number(value.toPrecision(6)).toExponential()).replace("e+", "e");
}
