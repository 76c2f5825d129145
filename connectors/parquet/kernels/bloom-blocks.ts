/*
 * xxHash of 64 bits of many values, and the bits that they set in a split block Bloom filter. Numbers of 64 bits are two words
 * of 32; kernels/xx-hash-64.ts is the same by BigInt.
 * https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 * https://github.com/apache/parquet-format/blob/master/BloomFilter.md
 */

const prime1Low = 0x85ebca87 | 0;
const prime1High = 0x9e3779b1 | 0;
const prime2Low = 0x27d4eb4f | 0;
const prime2High = 0xc2b2ae3d | 0;
const prime3Low = 0x9e3779f9 | 0;
const prime3High = 0x165667b1 | 0;
const prime4Low = 0xc2b2ae63 | 0;
const prime4High = 0x85ebca77 | 0;
const prime5Low = 0x165667c5 | 0;
const prime5High = 0x27d4eb2f | 0;

/** The 64 bits at hand; functions that give two words would allocate. */
let low = 0;
let high = 0;

/** Sets the bits of the values [0, count), of which each begins at a start and has so many bytes. */
export function setBlockBits(
  bytes: Uint8Array,
  starts: Int32Array, // [count]
  lengths: Int32Array, // [count]
  count: number,
  filter: Int32Array, // [blocks × 8], added to
  salts: Int32Array, // [8]
): void {
  const blocks = filter.length / 8;
  for (let value = 0; value < count; value++) {
    hash(bytes, starts[value]!, lengths[value]!);
    // The upper half of the hash times the number of blocks, less its lower 32 bits.
    const block = Math.floor(((high >>> 0) * blocks) / 4294967296) * 8;
    for (let word = 0; word < 8; word++) {
      filter[block + word]! |= 1 << (Math.imul(low, salts[word]!) >>> 27);
    }
  }
}

const lanes = new Int32Array(8);

function hash(bytes: Uint8Array, start: number, length: number): void {
  const end = start + length;
  let at = start;
  if (length >= 32) {
    at = hashStripes(bytes, at, end);
  } else {
    low = prime5Low;
    high = prime5High;
  }
  add(length, 0);
  for (; at + 8 <= end; at += 8) {
    const hashLow = low;
    const hashHigh = high;
    round(0, 0, word(bytes, at), word(bytes, at + 4));
    low ^= hashLow;
    high ^= hashHigh;
    turn(27);
    multiply(prime1Low, prime1High);
    add(prime4Low, prime4High);
  }
  if (at + 4 <= end) {
    const hashLow = low;
    const hashHigh = high;
    low = word(bytes, at);
    high = 0;
    multiply(prime1Low, prime1High);
    low ^= hashLow;
    high ^= hashHigh;
    turn(23);
    multiply(prime2Low, prime2High);
    add(prime3Low, prime3High);
    at += 4;
  }
  for (; at < end; at++) {
    const hashLow = low;
    const hashHigh = high;
    low = bytes[at]!;
    high = 0;
    multiply(prime5Low, prime5High);
    low ^= hashLow;
    high ^= hashHigh;
    turn(11);
    multiply(prime1Low, prime1High);
  }
  low ^= high >>> 1; // h ^= h >> 33
  multiply(prime2Low, prime2High);
  const shiftedLow = (low >>> 29) | (high << 3);
  const shiftedHigh = high >>> 29;
  low ^= shiftedLow;
  high ^= shiftedHigh;
  multiply(prime3Low, prime3High);
  low ^= high; // h ^= h >> 32
}

/** Four lanes of 8 bytes each; gives where they end. */
function hashStripes(bytes: Uint8Array, start: number, end: number): number {
  low = prime1Low;
  high = prime1High;
  add(prime2Low, prime2High);
  lanes[0] = low;
  lanes[1] = high;
  lanes[2] = prime2Low;
  lanes[3] = prime2High;
  lanes[4] = 0;
  lanes[5] = 0;
  lanes[6] = -prime1Low | 0;
  lanes[7] = ~prime1High | 0;
  let at = start;
  for (; at + 32 <= end; at += 32) {
    for (let lane = 0; lane < 8; lane += 2) {
      round(lanes[lane]!, lanes[lane + 1]!, word(bytes, at + lane * 4), word(bytes, at + lane * 4 + 4));
      lanes[lane] = low;
      lanes[lane + 1] = high;
    }
  }
  let sumLow = 0;
  let sumHigh = 0;
  for (let lane = 0; lane < 4; lane++) {
    low = lanes[lane * 2]!;
    high = lanes[lane * 2 + 1]!;
    turn(lane === 0 ? 1 : lane === 1 ? 7 : lane === 2 ? 12 : 18);
    add(sumLow, sumHigh);
    sumLow = low;
    sumHigh = high;
  }
  for (let lane = 0; lane < 8; lane += 2) {
    const hashLow = low;
    const hashHigh = high;
    round(0, 0, lanes[lane]!, lanes[lane + 1]!);
    low ^= hashLow;
    high ^= hashHigh;
    multiply(prime1Low, prime1High);
    add(prime4Low, prime4High);
  }
  return at;
}

/** ((lane + word × prime2) turned by 31) × prime1. */
function round(laneLow: number, laneHigh: number, wordLow: number, wordHigh: number): void {
  low = wordLow;
  high = wordHigh;
  multiply(prime2Low, prime2High);
  add(laneLow, laneHigh);
  turn(31);
  multiply(prime1Low, prime1High);
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function add(otherLow: number, otherHigh: number): void {
  const sum = (low >>> 0) + (otherLow >>> 0);
  high = (high + otherHigh + (sum > 4294967295 ? 1 : 0)) | 0;
  low = sum | 0;
}

/** Left, by fewer than 32 bits. */
function turn(bits: number): void {
  const before = low;
  low = (low << bits) | (high >>> (32 - bits));
  high = (high << bits) | (before >>> (32 - bits));
}

function multiply(otherLow: number, otherHigh: number): void {
  const a0 = low & 65535;
  const a1 = low >>> 16;
  const b0 = otherLow & 65535;
  const b1 = otherLow >>> 16;
  const p01 = a0 * b1;
  const p10 = a1 * b0;
  const middle = ((a0 * b0) >>> 16) + (p01 & 65535) + (p10 & 65535);
  const carried = a1 * b1 + (p01 >>> 16) + (p10 >>> 16) + (middle >>> 16);
  high = (carried + Math.imul(low, otherHigh) + Math.imul(high, otherLow)) | 0;
  low = Math.imul(low, otherLow);
}
