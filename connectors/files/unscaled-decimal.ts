/** `"-12.5"` at scale 2 is −1250; undefined where it has more digits than `precision`, or than `scale` behind the point. */
export function unscaledDecimal(value: unknown, precision: number, scale: number): bigint | undefined {
  const parts = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(typeof value === "string" ? value : String(value));
  const fraction = (parts?.[3] ?? "").replace(/0+$/, "");
  if (parts === null || fraction.length > scale) return undefined;
  const digits = BigInt(parts[2]! + fraction.padEnd(scale, "0"));
  if (digits >= 10n ** BigInt(precision)) return undefined;
  return parts[1] === "-" ? -digits : digits;
}
