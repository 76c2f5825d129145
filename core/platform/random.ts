/** Where random numbers come from: passed in, so that a run can be repeated. */
export interface Random {
  /** Uniform in [0, 1), 32 random bits. */
  next(): number;
}

/** Differs in each process; not for secrets. */
export const systemRandom: Random = { next: () => Math.random() };

/**
 * The same numbers for the same seed, on every runtime.
 *
 * @param seed Any number; its lower 32 bits count.
 * @see Chris Doty-Humphrey's sfc32 (PractRand), seeded as there: three words, counter 1, the first 12 outputs dropped.
 */
export function seededRandom(seed: number): Random {
  let a = 0;
  let b = seed | 0;
  let c = 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let dropped = 0; dropped < 12; dropped++) next();
  return { next };
}

/** 16 letters and digits that nothing else has: for temporary names and run identities. */
export function uniqueName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
