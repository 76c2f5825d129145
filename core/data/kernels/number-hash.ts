/**
 * Murmur3 x86-32, seed 0, of the bytes that the codec writes for a number: tag 4 and an int32, or tag 5 and a double,
 * little endian. The naive version is `murmur3(encodeKey(number))`, which costs ten times as much.
 */
export function numberHash(
  key: number,
  double: Float64Array, // [1], scratch
  words: Int32Array, // [2], the same memory
): number {
  const whole = key | 0;
  if (whole === key) {
    return finished(mixed(0, 4 | (whole << 8)), whole >>> 24, 5);
  }
  double[0] = key;
  const low = words[0]!;
  const high = words[1]!;
  return finished(mixed(mixed(0, 5 | (low << 8)), (low >>> 24) | (high << 8)), high >>> 24, 9);
}

function mixed(hash: number, word: number): number {
  let scrambled = Math.imul(word, 0xcc9e2d51);
  scrambled = Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
  const mix = hash ^ scrambled;
  return (Math.imul((mix << 13) | (mix >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(hash: number, rest: number, length: number): number {
  let scrambled = Math.imul(rest, 0xcc9e2d51);
  scrambled = Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
  let end = hash ^ scrambled ^ length;
  end = Math.imul(end ^ (end >>> 16), 0x85ebca6b);
  end = Math.imul(end ^ (end >>> 13), 0xc2b2ae35);
  return (end ^ (end >>> 16)) >>> 0;
}
