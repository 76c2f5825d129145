/** What a column of a result is in the digest: an integer, time in ms, text, or null. */
export type DigestValue = number | string | null;

/** A result's digest: how many rows, and two order-free sums of their hashes. */
export interface Digest {
  readonly rows: number;
  /** Σ of the hashes, mod 2^32. */
  readonly sum: number;
  /** ⊕ of the hashes. */
  readonly xor: number;
}

export interface Digester {
  add(row: readonly DigestValue[]): void;
  /** Takes a row out again: a retraction. */
  remove(row: readonly DigestValue[]): void;
  digest(): Digest;
}

/**
 * The digest of the rows that are left after every retraction: each is its columns joined by `|`, hashed by FNV-1a 32.
 *
 * @example
 * ```ts
 * const result = digester();
 * result.add([1000, "Apple", null]); // hashes 1000|Apple|~
 * result.digest();
 * ```
 */
export function digester(): Digester {
  let rows = 0;
  let sum = 0;
  let xor = 0;
  return {
    add(row) {
      const hash = hashRow(row);
      rows++;
      sum = (sum + hash) | 0;
      xor ^= hash;
    },
    remove(row) {
      const hash = hashRow(row);
      rows--;
      sum = (sum - hash) | 0;
      xor ^= hash;
    },
    digest: () => ({ rows, sum: sum >>> 0, xor: xor >>> 0 }),
  };
}

export function digestOf(rows: Iterable<readonly DigestValue[]>): Digest {
  const result = digester();
  for (const row of rows) result.add(row);
  return result.digest();
}

/** A decimal of `scale` places given as that many times the smallest unit: `decimalText(90_800, 3)` is `"90.800"`. */
export function decimalText(units: number, scale: number): string {
  const digits = String(Math.abs(units)).padStart(scale + 1, "0");
  return `${units < 0 ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;
const encoder = new TextEncoder();

function hashRow(row: readonly DigestValue[]): number {
  let hash = offsetBasis;
  for (let column = 0; column < row.length; column++) {
    if (column > 0) hash = Math.imul(hash ^ 124, prime);
    const value = row[column]!;
    hash = hashText(hash, value === null ? "~" : typeof value === "string" ? value : integerText(value));
  }
  return hash;
}

/** FNV-1a 32 of the text's utf8 bytes, going on from `hash`. */
function hashText(hash: number, text: string): number {
  const before = hash;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return hashBytes(before, encoder.encode(text));
    hash = Math.imul(hash ^ code, prime);
  }
  return hash;
}

function hashBytes(hash: number, bytes: Uint8Array): number {
  for (const byte of bytes) hash = Math.imul(hash ^ byte, prime);
  return hash;
}

function integerText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  throw new RangeError(
    `Cannot digest ${value} as numbers must be integers that a double holds exactly; ` +
      "give decimals as text of their scale (decimalText)",
  );
}
