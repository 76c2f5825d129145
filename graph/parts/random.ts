/** Numbers in [0, 1) that are the same for one seed, from one on that so many came before: Mulberry32 (Ettinger, 2017). */
export function randomOf(seed: number, before: number = 0): () => number {
  let state = (seed + Math.imul(before, 0x6d2b79f5)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** 0 … as many as there is room for, in order. */
export function numbered(order: Uint32Array): Uint32Array {
  for (let at = 0; at < order.length; at++) order[at] = at;
  return order;
}

/** 0 … as many as there is room for, in a random order. */
export function shuffle(order: Uint32Array, random: () => number): Uint32Array {
  numbered(order);
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const here = order[at]!;
    order[at] = order[other]!;
    order[other] = here;
  }
  return order;
}
