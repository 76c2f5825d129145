import { grouped } from "../number-text.ts";

/** Labels of the numbers of an axis: all with the same decimals, and the same unit once they are millions. */
export function numberLabels(values: readonly number[], step: number): string[] {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const [unit, letter] = unitFor(largest, step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step / unit) + 1e-9));
  if (largest >= 1e15 || decimals > 6) return values.map(exponentLabel);
  return values.map((value) => (value === 0 ? "0" : minus(grouped((value / unit).toFixed(decimals)) + letter)));
}

/** A thousand still is read as it is; a million no longer. */
function unitFor(largest: number, step: number): readonly [number, string] {
  const units = [
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
  ] as const;
  return units.find(([unit]) => largest >= unit && step >= unit / 1000) ?? [1, ""];
}

export function exponentLabel(value: number): string {
  return value === 0
    ? "0"
    : minus(
        value
          .toExponential(2)
          .replace(/\.?0+e/, "e")
          .replace("e+", "e"),
      );
}

/** A minus sign is as wide as a digit; a hyphen is easily overlooked. */
function minus(text: string): string {
  return text.replace(/-/g, "−");
}
