/**
 * A HyperLogLog sketch of 64-bit hashes. While few, it keeps tokens of 32 bits, which tell nearly all values apart; as
 * soon as these would take more memory than 2^precision registers of a byte, it keeps registers.
 *
 * token = first 26 bits of the hash, then the number of zeros that follow them (6 bits, 0 … 38): enough to set the
 * registers of any precision up to 18.
 *
 * @see Heule, Nunkesser and Hall, “HyperLogLog in Practice”, EDBT 2013, section 5.3 (sparse form, 64-bit hash).
 */
export interface HyperLogLog {
  readonly precision: number;
  /** Open addressing in a power of two slots; `free` where there is none. Empty once there are registers. */
  tokens: Uint32Array;
  tokenCount: number;
  registers: Uint8Array | null;
}

/** No token: its count of zeros would be 63. */
const free = 0xffffffff;
const tokenIndexBits = 26;
const smallestTable = 8;

export function hyperLogLog(precision: number): HyperLogLog {
  return { precision, tokens: new Uint32Array(smallestTable).fill(free), tokenCount: 0, registers: null };
}

export function addHash(sketch: HyperLogLog, upper: number, lower: number): void {
  const next = upper & 63;
  const zeros = next === 0 ? 6 + Math.clz32(lower) : Math.clz32(next) - 26;
  addToken(sketch, ((upper & ~63) | zeros) >>> 0);
}

/** Adds to `left` what `right`, of the same precision, has seen. */
export function mergeSketches(left: HyperLogLog, right: HyperLogLog): void {
  if (right.registers === null) {
    for (const token of right.tokens) if (token !== free) addToken(left, token);
    return;
  }
  if (left.registers === null) toRegisters(left);
  const registers = left.registers!;
  for (let at = 0; at < registers.length; at++) {
    if (right.registers[at]! > registers[at]!) registers[at] = right.registers[at]!;
  }
}

/** About how many different hashes were added. */
export function estimate(sketch: HyperLogLog): number {
  return sketch.registers === null ? estimateFromTokens(sketch.tokenCount) : estimateFromRegisters(sketch);
}

function addToken(sketch: HyperLogLog, token: number): void {
  if (sketch.registers !== null) {
    raiseRegister(sketch.registers, sketch.precision, token);
  } else if (insert(sketch.tokens, token)) {
    sketch.tokenCount++;
    if (sketch.tokenCount * 4 > sketch.tokens.length * 3) grow(sketch);
  }
}

function insert(table: Uint32Array, token: number): boolean {
  const mask = table.length - 1;
  let slot = (token >>> 6) & mask;
  while (table[slot] !== free) {
    if (table[slot] === token) return false;
    slot = (slot + 1) & mask;
  }
  table[slot] = token;
  return true;
}

function grow(sketch: HyperLogLog): void {
  const slots = sketch.tokens.length * 2;
  if (slots * 4 > 2 ** sketch.precision) {
    toRegisters(sketch);
    return;
  }
  const larger = new Uint32Array(slots).fill(free);
  for (const token of sketch.tokens) if (token !== free) insert(larger, token);
  sketch.tokens = larger;
}

function toRegisters(sketch: HyperLogLog): void {
  const registers = new Uint8Array(2 ** sketch.precision);
  for (const token of sketch.tokens) if (token !== free) raiseRegister(registers, sketch.precision, token);
  sketch.registers = registers;
  sketch.tokens = new Uint32Array(0);
  sketch.tokenCount = 0;
}

/** The register that the first bits choose holds the highest position of the first 1 in the bits behind them. */
function raiseRegister(registers: Uint8Array, precision: number, token: number): void {
  const restBits = tokenIndexBits - precision;
  const rest = (token >>> 6) & ((1 << restBits) - 1);
  const position = rest === 0 ? restBits + (token & 63) + 1 : Math.clz32(rest) - (32 - restBits) + 1;
  const register = token >>> (32 - precision);
  if (position > registers[register]!) registers[register] = position;
}

/** Linear counting over the 2^26 values that the first bits of a token can take. */
function estimateFromTokens(tokenCount: number): number {
  const slots = 2 ** tokenIndexBits;
  return -slots * Math.log1p(-tokenCount / slots);
}

/**
 * Unbiased over the whole range without tables of corrections.
 *
 * @see Ertl, “New cardinality estimation algorithms for HyperLogLog sketches”, arXiv:1702.01284, 2017, Algorithm 6.
 */
function estimateFromRegisters({ registers, precision }: HyperLogLog): number {
  const size = 2 ** precision;
  const highest = 64 - precision + 1;
  const histogram = new Float64Array(highest + 1);
  for (const position of registers!) histogram[position]!++;
  let sum = size * tau(1 - histogram[highest]! / size);
  for (let position = highest - 1; position >= 1; position--) sum = 0.5 * (sum + histogram[position]!);
  sum += size * sigma(histogram[0]! / size);
  return (size * size) / (2 * Math.LN2 * sum);
}

/** σ(x) = x + Σ x^(2^k) · 2^(k−1) over k ≥ 1. */
function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let power = share;
  let factor = 1;
  let sum = share;
  for (let before = Number.NaN; sum !== before; factor += factor) {
    power *= power;
    before = sum;
    sum += power * factor;
  }
  return sum;
}

/** τ(x) = ⅓ (1 − x − Σ (1 − x^(2^−k))² · 2^−k over k ≥ 1). */
function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let root = share;
  let factor = 1;
  let sum = 1 - share;
  for (let before = Number.NaN; sum !== before; ) {
    root = Math.sqrt(root);
    before = sum;
    factor *= 0.5;
    sum -= (1 - root) ** 2 * factor;
  }
  return sum / 3;
}
