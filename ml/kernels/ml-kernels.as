// Twins of the kernels of the same names in the modules beside it, which say what everything means: the same arguments in the same order, arrays
// as their places in the memory (0 where there is none), and the same results to the bit: each sum adds up in the same order, and
// what is computed two at a time are sums that do not meet.

/** Where entry `at` of an array of 8 bytes each lies. */
@inline
function eight(array: usize, at: usize): usize {
  return array + (at << 3);
}

@inline
function splat(at: usize): v128 {
  return v128.load_splat<f64>(at);
}

export function packRows(
  features: usize, weights: usize, roots: usize, rows: u32, width: u32, centre: usize, sums: usize, panels: usize,
): void {
  const step = <usize>width << 3;
  const size = <usize>rows << 5;
  let to = panels;
  for (let c: u32 = 0; c < width; c += 4) {
    const from = eight(features, c);
    const means = eight(centre, c);
    const own = eight(sums, c);
    const end = to + size;
    if (c + 4 > width) packFew(from, weights, roots, step, width - c, means, own, to, end);
    else if (weights == 0) packFour(from, step, means, own, to, end);
    else packWeighted(from, weights, roots, step, means, own, to, end);
    to = end;
  }
}

@inline
function packFour(from: usize, step: usize, centre: usize, sums: usize, start: usize, end: usize): void {
  const mean0 = v128.load(centre);
  const mean1 = v128.load(centre, 16);
  let sum0 = v128.load(sums);
  let sum1 = v128.load(sums, 16);
  let at = from;
  for (let to = start; to < end; to += 32) {
    const a = f64x2.sub(v128.load(at), mean0);
    const b = f64x2.sub(v128.load(at, 16), mean1);
    sum0 = f64x2.add(sum0, a);
    sum1 = f64x2.add(sum1, b);
    v128.store(to, a);
    v128.store(to, b, 16);
    at += step;
  }
  v128.store(sums, sum0);
  v128.store(sums, sum1, 16);
}

@inline
function packWeighted(
  from: usize, weights: usize, roots: usize, step: usize, centre: usize, sums: usize, start: usize, end: usize,
): void {
  const mean0 = v128.load(centre);
  const mean1 = v128.load(centre, 16);
  let sum0 = v128.load(sums);
  let sum1 = v128.load(sums, 16);
  let at = from;
  let row: usize = 0;
  for (let to = start; to < end; to += 32) {
    const weight = splat(weights + row);
    const root = splat(roots + row);
    const a = f64x2.sub(v128.load(at), mean0);
    const b = f64x2.sub(v128.load(at, 16), mean1);
    sum0 = f64x2.add(sum0, f64x2.mul(a, weight));
    sum1 = f64x2.add(sum1, f64x2.mul(b, weight));
    v128.store(to, f64x2.mul(a, root));
    v128.store(to, f64x2.mul(b, root), 16);
    at += step;
    row += 8;
  }
  v128.store(sums, sum0);
  v128.store(sums, sum1, 16);
}

/** Fewer than four columns. */
function packFew(
  from: usize, weights: usize, roots: usize, step: usize, columns: u32, centre: usize, sums: usize, start: usize, end: usize,
): void {
  for (let k: u32 = 0; k < 4; k++) {
    const mean = load<f64>(eight(centre, k));
    let sum = load<f64>(eight(sums, k));
    let at = eight(from, k);
    let row: usize = 0;
    for (let to = eight(start, k); to < end; to += 32) {
      const apart = k < columns ? load<f64>(at) - mean : 0;
      sum += weights == 0 ? apart : apart * load<f64>(weights + row);
      store<f64>(to, weights == 0 ? apart : apart * load<f64>(roots + row));
      at += step;
      row += 8;
    }
    store<f64>(eight(sums, k), sum);
  }
}

export function addGram(panels: usize, labels: usize, rows: u32, groups: u32, gram: usize, right: usize): void {
  const size = <usize>rows << 5;
  const line = <usize>groups << 5;
  for (let i: u32 = 0; i < groups; i++) {
    const own = panels + i * size;
    let to = gram + 4 * i * line + (<usize>i << 5);
    if (labels == 0) addOwnTile(own, size, line, to);
    else addLabelledTile(own, labels, size, line, to, right + (<usize>i << 5));
    for (let j = i + 1; j < groups; j++) {
      to += 32;
      addTile(own, panels + j * size, size, line, to);
    }
  }
}

/** Four by four sums. */
@inline
function addTile(start: usize, top: usize, size: usize, line: usize, to: usize): void {
  let a0 = v128.load(to);
  let a1 = v128.load(to, 16);
  let b0 = v128.load(to + line);
  let b1 = v128.load(to + line, 16);
  let c0 = v128.load(to + 2 * line);
  let c1 = v128.load(to + 2 * line, 16);
  let d0 = v128.load(to + 3 * line);
  let d1 = v128.load(to + 3 * line, 16);
  const across = top - start;
  const end = start + size;
  for (let at = start; at < end; at += 32) {
    const place = at + across;
    const left = v128.load(place);
    const right = v128.load(place, 16);
    const a = v128.load_splat<f64>(at);
    a0 = f64x2.add(a0, f64x2.mul(a, left));
    a1 = f64x2.add(a1, f64x2.mul(a, right));
    const b = v128.load_splat<f64>(at, 8);
    b0 = f64x2.add(b0, f64x2.mul(b, left));
    b1 = f64x2.add(b1, f64x2.mul(b, right));
    const c = v128.load_splat<f64>(at, 16);
    c0 = f64x2.add(c0, f64x2.mul(c, left));
    c1 = f64x2.add(c1, f64x2.mul(c, right));
    const d = v128.load_splat<f64>(at, 24);
    d0 = f64x2.add(d0, f64x2.mul(d, left));
    d1 = f64x2.add(d1, f64x2.mul(d, right));
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to + line, b0);
  v128.store(to + line, b1, 16);
  v128.store(to + 2 * line, c0);
  v128.store(to + 2 * line, c1, 16);
  v128.store(to + 3 * line, d0);
  v128.store(to + 3 * line, d1, 16);
}

/** Four columns by themselves, without what lies below the diagonal in the last two. */
@inline
function addOwnTile(start: usize, size: usize, line: usize, to: usize): void {
  let a0 = v128.load(to);
  let a1 = v128.load(to, 16);
  let b0 = v128.load(to + line);
  let b1 = v128.load(to + line, 16);
  let c1 = v128.load(to + 2 * line, 16);
  let d1 = v128.load(to + 3 * line, 16);
  const end = start + size;
  for (let at = start; at < end; at += 32) {
    const left = v128.load(at);
    const right = v128.load(at, 16);
    const a = v128.load_splat<f64>(at);
    a0 = f64x2.add(a0, f64x2.mul(a, left));
    a1 = f64x2.add(a1, f64x2.mul(a, right));
    const b = v128.load_splat<f64>(at, 8);
    b0 = f64x2.add(b0, f64x2.mul(b, left));
    b1 = f64x2.add(b1, f64x2.mul(b, right));
    c1 = f64x2.add(c1, f64x2.mul(v128.load_splat<f64>(at, 16), right));
    d1 = f64x2.add(d1, f64x2.mul(v128.load_splat<f64>(at, 24), right));
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to + line, b0);
  v128.store(to + line, b1, 16);
  v128.store(to + 2 * line, c1, 16);
  v128.store(to + 3 * line, d1, 16);
}

/** … and by the labels. */
@inline
function addLabelledTile(start: usize, labels: usize, size: usize, line: usize, to: usize, sums: usize): void {
  let a0 = v128.load(to);
  let a1 = v128.load(to, 16);
  let b0 = v128.load(to + line);
  let b1 = v128.load(to + line, 16);
  let c1 = v128.load(to + 2 * line, 16);
  let d1 = v128.load(to + 3 * line, 16);
  let y0 = v128.load(sums);
  let y1 = v128.load(sums, 16);
  const end = start + size;
  let row = labels;
  for (let at = start; at < end; at += 32) {
    const left = v128.load(at);
    const right = v128.load(at, 16);
    const a = v128.load_splat<f64>(at);
    a0 = f64x2.add(a0, f64x2.mul(a, left));
    a1 = f64x2.add(a1, f64x2.mul(a, right));
    const b = v128.load_splat<f64>(at, 8);
    b0 = f64x2.add(b0, f64x2.mul(b, left));
    b1 = f64x2.add(b1, f64x2.mul(b, right));
    c1 = f64x2.add(c1, f64x2.mul(v128.load_splat<f64>(at, 16), right));
    d1 = f64x2.add(d1, f64x2.mul(v128.load_splat<f64>(at, 24), right));
    const label = splat(row);
    y0 = f64x2.add(y0, f64x2.mul(label, left));
    y1 = f64x2.add(y1, f64x2.mul(label, right));
    row += 8;
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to + line, b0);
  v128.store(to + line, b1, 16);
  v128.store(to + 2 * line, c1, 16);
  v128.store(to + 3 * line, d1, 16);
  v128.store(sums, y0);
  v128.store(sums, y1, 16);
}

@inline
function four(array: usize, at: usize): usize {
  return array + (at << 2);
}

@inline
function pair(array: usize, at: usize): usize {
  return array + (at << 4);
}

export function sumMagnitudes(gradients: usize, hessians: usize, rows: u32, sums: usize): void {
  let g = f64x2.splat(0);
  let h = f64x2.splat(0);
  const paired = rows & ~1;
  for (let row: u32 = 0; row < paired; row += 2) {
    g = f64x2.add(g, f64x2.abs(v128.load(eight(gradients, row))));
    h = f64x2.add(h, v128.load(eight(hessians, row)));
  }
  let evenG = f64x2.extract_lane(g, 0);
  let evenH = f64x2.extract_lane(h, 0);
  if (paired < rows) {
    evenG += Math.abs(load<f64>(eight(gradients, paired)));
    evenH += load<f64>(eight(hessians, paired));
  }
  store<f64>(sums, evenG + f64x2.extract_lane(g, 1));
  store<f64>(sums, evenH + f64x2.extract_lane(h, 1), 8);
}

export function roundPairs(
  gradients: usize, hessians: usize, rows: u32, gradientScale: f64, hessianScale: f64, rowUnit: f64, pairs: usize,
): void {
  const scales = f64x2.replace_lane(f64x2.splat(gradientScale), 1, hessianScale);
  const units = f64x2.replace_lane(f64x2.splat(1), 1, rowUnit);
  const one = f64x2.replace_lane(f64x2.splat(0), 1, 1);
  for (let row: u32 = 0; row < rows; row++) {
    const both = v128.load_lane<f64>(eight(hessians, row), v128.load_zero<f64>(eight(gradients, row)), 1);
    const whole = f64x2.nearest(f64x2.mul(both, scales));
    v128.store(pair(pairs, row), f64x2.add(f64x2.mul(whole, units), one));
  }
}

@inline
function addPair(to: usize, own: v128): void {
  v128.store(to, f64x2.add(v128.load(to), own));
}

function orderPairs(list: usize, start: u32, end: u32, pairs: usize, ordered: usize): void {
  let to = ordered;
  for (let at = start; at < end; at++) {
    v128.store(to, v128.load(pair(pairs, load<u32>(four(list, at)))));
    to += 16;
  }
}

export function fillPairs(
  bins: usize, rows: u32, groups: u32, list: usize, start: u32, end: u32, pairs: usize, ordered: usize, histogram: usize,
): void {
  memory.fill(histogram, 0, <usize>groups << 14);
  orderPairs(list, start, end, pairs, ordered);
  const last = four(list, end);
  for (let group: u32 = 0; group < groups; group++) {
    const own = four(bins, <usize>group * rows);
    const a = histogram + (<usize>group << 14);
    let from = ordered;
    for (let at = four(list, start); at < last; at += 4) {
      const word = load<u32>(four(own, load<u32>(at)));
      const both = v128.load(from);
      from += 16;
      addPair(a + ((word << 4) & 0xff0), both);
      addPair(a + 4096 + ((word >> 4) & 0xff0), both);
      addPair(a + 8192 + ((word >> 12) & 0xff0), both);
      addPair(a + 12288 + ((word >> 20) & 0xff0), both);
    }
  }
}

export function subtractPairs(whole: usize, part: usize, size: u32): void {
  const end = eight(whole, size);
  for (let at = whole; at < end; at += 16) {
    v128.store(at, f64x2.sub(v128.load(at), v128.load(part + (at - whole))));
  }
}

/** Each row is written to both sides, and one of them moves on: no branch that is hard to foretell. */
export function partitionRows(
  bins: usize, rows: u32, feature: u32, list: usize, start: u32, end: u32, bin: u32, missingLeft: u32, spare: usize,
): u32 {
  const own = four(bins, <usize>(feature >> 2) * rows) + (feature & 3);
  let left = four(list, start);
  let right = spare;
  const last = four(list, end);
  for (let at = four(list, start); at < last; at += 4) {
    const row = load<u32>(at);
    const value = <u32>load<u8>(four(own, row));
    const goesLeft = <u32>(value <= bin) | (<u32>(value == 255) & missingLeft);
    store<u32>(left, row);
    store<u32>(right, row);
    left += <usize>goesLeft << 2;
    right += <usize>(1 - goesLeft) << 2;
  }
  memory.copy(left, spare, right - spare);
  return <u32>((left - list) >> 2);
}

/** … to the left where the bit of the bin is set. */
export function partitionBySet(
  bins: usize, rows: u32, feature: u32, list: usize, start: u32, end: u32, set: usize, spare: usize,
): u32 {
  const own = four(bins, <usize>(feature >> 2) * rows) + (feature & 3);
  let left = four(list, start);
  let right = spare;
  const last = four(list, end);
  for (let at = four(list, start); at < last; at += 4) {
    const row = load<u32>(at);
    const bin = <u32>load<u8>(four(own, row));
    const goesLeft = (load<u32>(four(set, bin >> 5)) >> (bin & 31)) & 1;
    store<u32>(left, row);
    store<u32>(right, row);
    left += <usize>goesLeft << 2;
    right += <usize>(1 - goesLeft) << 2;
  }
  memory.copy(left, spare, right - spare);
  return <u32>((left - list) >> 2);
}

export function sumPairs(list: usize, end: u32, pairs: usize, total: usize): void {
  let sum = f64x2.splat(0);
  for (let at: u32 = 0; at < end; at++) {
    sum = f64x2.add(sum, v128.load(pair(pairs, load<u32>(four(list, at)))));
  }
  v128.store(total, sum);
}

export function sumAtRows(list: usize, start: u32, end: u32, gradients: usize, hessians: usize, sums: usize): void {
  let g: f64 = 0;
  let h: f64 = 0;
  for (let at = start; at < end; at++) {
    const row = load<u32>(four(list, at));
    g += load<f64>(eight(gradients, row));
    h += load<f64>(eight(hessians, row));
  }
  store<f64>(sums, g);
  store<f64>(sums, h, 8);
}

export function addAtRows(list: usize, start: u32, end: u32, value: f64, values: usize): void {
  for (let at = start; at < end; at++) {
    const to = eight(values, load<u32>(four(list, at)));
    store<f64>(to, load<f64>(to) + value);
  }
}

export function findPairSplits(
  histogram: usize, features: u32, binCounts: usize, total: usize, rules: usize, split: usize,
): void {
  for (let feature: u32 = 0; feature < features; feature++) {
    scanPairs(histogram + (<usize>feature << 12), load<u32>(four(binCounts, feature)), feature, 0, total, rules, split);
  }
}

/** Where a bit is set for each bin that has rows; used by lists that are shorter than the bins. */
const occupied = memory.data(32, 16);
const shortList: u32 = 128;

/** Both sides lie beside one another. With a place of bits only bins whose bit is set are looked at: the others have no rows. */
function scanPairs(
  histogram: usize, binCount: u32, feature: u32, bits: usize, total: usize, rules: usize, split: usize,
): void {
  const unitG = splat(rules);
  const unitH = splat(rules + 8);
  const rowUnit = splat(rules + 16);
  const minRows = splat(rules + 24);
  const minWeight = splat(rules + 32);
  const l2 = splat(rules + 40);
  const all = v128.load(total);
  const perUnit = f64x2.div(f64x2.splat(1), rowUnit);
  const allC = f64x2.extract_lane(all, 1);
  const allH = Math.floor(allC * f64x2.extract_lane(perUnit, 0));
  const allRows = allC - allH * f64x2.extract_lane(rowUnit, 0);
  const allG = f64x2.extract_lane(all, 0) * f64x2.extract_lane(unitG, 0);
  const whole = allG * allG / (allH * f64x2.extract_lane(unitH, 0) + f64x2.extract_lane(l2, 0));
  const missing = v128.load(histogram + 4080);
  const hasMissing = f64x2.extract_lane(missing, 1) > 0;
  let best = load<f64>(split);
  for (let direction: i32 = hasMissing ? 1 : 0; direction >= 0; direction--) {
    const toLeft = hasMissing && direction == 0;
    let left = toLeft ? missing : f64x2.splat(0);
    const last = hasMissing && !toLeft ? binCount : binCount - 1;
    let bin: u32 = 0;
    let word: u64 = bits == 0 ? 0 : load<u64>(bits);
    while (true) {
      if (bits != 0) {
        while (word == 0 && bin < 192) {
          bin = (bin & ~63) + 64;
          word = load<u64>(bits + (bin >> 3));
        }
        if (word == 0) break;
        bin = (bin & ~63) + <u32>ctz(word);
        word &= word - 1;
      }
      if (bin >= last) break;
      left = f64x2.add(left, v128.load(pair(histogram, bin)));
      const here = bin;
      if (bits == 0) bin++;
      const right = f64x2.sub(all, left);
      const counts = v128.shuffle<f64>(left, right, 1, 3);
      const hessians = f64x2.floor(f64x2.mul(counts, perUnit));
      const rows = f64x2.sub(counts, f64x2.mul(hessians, rowUnit));
      const weights = f64x2.mul(hessians, unitH);
      const allowed = v128.and(f64x2.ge(rows, minRows), f64x2.ge(weights, minWeight));
      if (!i64x2.all_true(allowed)) {
        // Bins behind take more from the right side, which has not enough.
        if (i64x2.extract_lane(allowed, 0) != 0) break;
        continue;
      }
      const gradients = f64x2.mul(v128.shuffle<f64>(left, right, 0, 2), unitG);
      const gains = f64x2.div(f64x2.mul(gradients, gradients), f64x2.add(weights, l2));
      const gain = f64x2.extract_lane(gains, 0) + f64x2.extract_lane(gains, 1) - whole;
      if (gain > best) {
        best = gain;
        store<f64>(split, gain);
        store<f64>(split, <f64>feature, 8);
        store<f64>(split, <f64>here, 16);
        store<f64>(split, <f64>(hasMissing ? toLeft : f64x2.extract_lane(rows, 0) * 2 > allRows), 24);
        v128.store(split, left, 32);
      }
    }
  }
}

export function splitByFeatures(
  bins: usize, rows: u32, features: usize, from: u32, to: u32, list: usize, start: u32, end: u32, pairs: usize,
  ordered: usize, histogram: usize, binCounts: usize, total: usize, rules: usize, split: usize,
): void {
  orderPairs(list, start, end, pairs, ordered);
  const first = four(list, start);
  const last = four(list, end);
  const isShort = end - start <= shortList;
  for (let each = from; each < to; each++) {
    const feature = load<u32>(four(features, each));
    const own = four(bins, <usize>(feature >> 2) * rows) + (feature & 3);
    let place = ordered;
    if (!isShort) {
      for (let at = first; at < last; at += 4) {
        addPair(pair(histogram, load<u8>(four(own, load<u32>(at)))), v128.load(place));
        place += 16;
      }
      scanPairs(histogram, load<u32>(four(binCounts, feature)), feature, 0, total, rules, split);
      memory.fill(histogram, 0, 4096);
      continue;
    }
    v128.store(occupied, i64x2.splat(0));
    v128.store(occupied, i64x2.splat(0), 16);
    for (let at = first; at < last; at += 4) {
      const bin = <usize>load<u8>(four(own, load<u32>(at)));
      addPair(pair(histogram, bin), v128.load(place));
      place += 16;
      const bits = occupied + ((bin >> 6) << 3);
      store<u64>(bits, load<u64>(bits) | (<u64>1 << (bin & 63)));
    }
    scanPairs(histogram, load<u32>(four(binCounts, feature)), feature, occupied, total, rules, split);
    for (let at: u32 = 0; at < 4; at++) {
      let word = load<u64>(occupied + (<usize>at << 3));
      while (word != 0) {
        v128.store(pair(histogram, (at << 6) + <usize>ctz(word)), f64x2.splat(0));
        word &= word - 1;
      }
    }
  }
}

/** Four rows at a time, two in each number of 16 bytes: what is read of a centre serves all of them. */
/** Rows that may need a second look before all that come are looked at in f64. */
const fewDoubts: u32 = 16;

/**
 * By products of f32, eight rows at a time; four rows of which one has a second centre so near that rounding may have decided are looked
 * at in f64.
 */
export function nearestCentres(
  features: usize, origin: usize, centres: usize, halves: usize, rows: u32, columns: u32, padded: u32, spare: usize,
  nearest: usize,
): void {
  const step = <usize>columns << 3;
  const tile = spare + (step << 2);
  const singles = tile + (step << 2);
  for (let at: usize = 0; at < <usize>padded * step; at += 32) {
    v128.store(singles + (at >> 1), joined32(v128.load(centres + at), v128.load(centres + at, 16)));
  }
  let largest: f64 = 0;
  for (let k: u32 = 0; k < padded; k++) {
    const half = load<f64>(eight(halves, k));
    if (half < Infinity) largest = Math.max(largest, half);
  }
  // Of a product, the rounding of both vectors, and of as many sums as there are columns.
  const unit = f32x4.splat(<f32>(2 * <f64>(columns + 6) * 6e-8));
  const longest = f32x4.splat(<f32>Math.sqrt(2 * largest));
  const most = f32x4.splat(<f32>largest);
  const least = f32x4.splat(<f32>(<f64>(columns + 6) * 1e-37));
  let doubts: u32 = 0;
  for (let r: u32 = 0; r < rows; r += 8) {
    if (rows - r < 8 || doubts > (r >> 2) + fewDoubts) {
      nearestOfDoubles(features, origin, centres, halves, r, rows, columns, padded, spare, nearest);
      return;
    }
    const row = features + r * step;
    const left = shiftToSingles(row, origin, step, tile);
    const right = shiftToSingles(row + (step << 2), origin, step, tile + 16);
    let best0 = f32x4.splat(-Infinity);
    let best1 = best0;
    let second0 = best0;
    let second1 = best0;
    let at0 = i32x4.splat(0);
    let at1 = at0;
    const end = tile + (step << 2);
    for (let k: u32 = 0; k < padded; k += 4) {
      let a0 = f32x4.splat(-<f32>load<f64>(eight(halves, k)));
      let a1 = a0;
      let b0 = f32x4.splat(-<f32>load<f64>(eight(halves, k + 1)));
      let b1 = b0;
      let c0 = f32x4.splat(-<f32>load<f64>(eight(halves, k + 2)));
      let c1 = c0;
      let d0 = f32x4.splat(-<f32>load<f64>(eight(halves, k + 3)));
      let d1 = d0;
      let own = singles + <usize>k * (step >> 1);
      for (let at = tile; at < end; at += 32) {
        const some = v128.load(at);
        const others = v128.load(at, 16);
        const a = v128.load_splat<f32>(own);
        a0 = f32x4.add(a0, f32x4.mul(some, a));
        a1 = f32x4.add(a1, f32x4.mul(others, a));
        const b = v128.load_splat<f32>(own, 4);
        b0 = f32x4.add(b0, f32x4.mul(some, b));
        b1 = f32x4.add(b1, f32x4.mul(others, b));
        const c = v128.load_splat<f32>(own, 8);
        c0 = f32x4.add(c0, f32x4.mul(some, c));
        c1 = f32x4.add(c1, f32x4.mul(others, c));
        const d = v128.load_splat<f32>(own, 12);
        d0 = f32x4.add(d0, f32x4.mul(some, d));
        d1 = f32x4.add(d1, f32x4.mul(others, d));
        own += 16;
      }
      second0 = f32x4.pmax(second0, f32x4.pmin(best0, a0));
      at0 = v128.bitselect(i32x4.splat(k), at0, f32x4.gt(a0, best0));
      best0 = f32x4.pmax(best0, a0);
      second1 = f32x4.pmax(second1, f32x4.pmin(best1, a1));
      at1 = v128.bitselect(i32x4.splat(k), at1, f32x4.gt(a1, best1));
      best1 = f32x4.pmax(best1, a1);
      second0 = f32x4.pmax(second0, f32x4.pmin(best0, b0));
      at0 = v128.bitselect(i32x4.splat(k + 1), at0, f32x4.gt(b0, best0));
      best0 = f32x4.pmax(best0, b0);
      second1 = f32x4.pmax(second1, f32x4.pmin(best1, b1));
      at1 = v128.bitselect(i32x4.splat(k + 1), at1, f32x4.gt(b1, best1));
      best1 = f32x4.pmax(best1, b1);
      second0 = f32x4.pmax(second0, f32x4.pmin(best0, c0));
      at0 = v128.bitselect(i32x4.splat(k + 2), at0, f32x4.gt(c0, best0));
      best0 = f32x4.pmax(best0, c0);
      second1 = f32x4.pmax(second1, f32x4.pmin(best1, c1));
      at1 = v128.bitselect(i32x4.splat(k + 2), at1, f32x4.gt(c1, best1));
      best1 = f32x4.pmax(best1, c1);
      second0 = f32x4.pmax(second0, f32x4.pmin(best0, d0));
      at0 = v128.bitselect(i32x4.splat(k + 3), at0, f32x4.gt(d0, best0));
      best0 = f32x4.pmax(best0, d0);
      second1 = f32x4.pmax(second1, f32x4.pmin(best1, d1));
      at1 = v128.bitselect(i32x4.splat(k + 3), at1, f32x4.gt(d1, best1));
      best1 = f32x4.pmax(best1, d1);
    }
    const far0 = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(left, longest), most), unit), least);
    const far1 = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(right, longest), most), unit), least);
    v128.store(four(nearest, r), at0);
    v128.store(four(nearest, r), at1, 16);
    if (!i32x4.all_true(f32x4.gt(f32x4.sub(best0, second0), far0))) {
      nearestOfDoubles(features, origin, centres, halves, r, r + 4, columns, padded, spare, nearest);
      doubts += 4;
    }
    if (!i32x4.all_true(f32x4.gt(f32x4.sub(best1, second1), far1))) {
      nearestOfDoubles(features, origin, centres, halves, r + 4, r + 8, columns, padded, spare, nearest);
      doubts += 4;
    }
  }
}

@inline
function joined32(low: v128, high: v128): v128 {
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** Four rows less the origin, the same column together, each 32 bytes behind the one before; gives the rows' lengths. */
@inline
function shiftToSingles(row: usize, origin: usize, step: usize, tile: usize): v128 {
  let squares = f32x4.splat(0);
  let to = tile;
  let c: usize = 0;
  for (; c + 16 <= step; c += 16) {
    const from = v128.load(origin + c);
    const at = row + c;
    const ab = i32x4.shuffle(
      f32x4.demote_f64x2_zero(f64x2.sub(v128.load(at), from)),
      f32x4.demote_f64x2_zero(f64x2.sub(v128.load(at + step), from)), 0, 4, 1, 5,
    );
    const cd = i32x4.shuffle(
      f32x4.demote_f64x2_zero(f64x2.sub(v128.load(at + 2 * step), from)),
      f32x4.demote_f64x2_zero(f64x2.sub(v128.load(at + 3 * step), from)), 0, 4, 1, 5,
    );
    const first = i64x2.shuffle(ab, cd, 0, 2);
    const next = i64x2.shuffle(ab, cd, 1, 3);
    v128.store(to, first);
    v128.store(to + 32, next);
    squares = f32x4.add(f32x4.add(squares, f32x4.mul(first, first)), f32x4.mul(next, next));
    to += 64;
  }
  if (c < step) {
    const from = load<f64>(origin + c);
    let last = f32x4.splat(<f32>(load<f64>(row + c) - from));
    last = f32x4.replace_lane(last, 1, <f32>(load<f64>(row + step + c) - from));
    last = f32x4.replace_lane(last, 2, <f32>(load<f64>(row + 2 * step + c) - from));
    last = f32x4.replace_lane(last, 3, <f32>(load<f64>(row + 3 * step + c) - from));
    v128.store(to, last);
    squares = f32x4.add(squares, f32x4.mul(last, last));
  }
  return f32x4.sqrt(squares);
}

function nearestOfDoubles(
  features: usize, origin: usize, centres: usize, halves: usize, first: u32, rows: u32, columns: u32, padded: u32,
  shifted: usize, nearest: usize,
): void {
  const step = <usize>columns << 3;
  const end = shifted + (step << 2);
  for (let r = first; r < rows; r += 4) {
    const count = min(rows - r, 4);
    shiftRows(features + r * step, origin, columns, count, shifted);
    let best01 = f64x2.splat(-Infinity);
    let best23 = best01;
    let at01 = f64x2.splat(0);
    let at23 = at01;
    for (let k: u32 = 0; k < padded; k += 4) {
      let a0 = f64x2.neg(splat(eight(halves, k)));
      let a1 = a0;
      let b0 = f64x2.neg(splat(eight(halves, k + 1)));
      let b1 = b0;
      let c0 = f64x2.neg(splat(eight(halves, k + 2)));
      let c1 = c0;
      let d0 = f64x2.neg(splat(eight(halves, k + 3)));
      let d1 = d0;
      let own = centres + <usize>k * step;
      for (let at = shifted; at < end; at += 32) {
        const left = v128.load(at);
        const right = v128.load(at, 16);
        const a = v128.load_splat<f64>(own);
        a0 = f64x2.add(a0, f64x2.mul(left, a));
        a1 = f64x2.add(a1, f64x2.mul(right, a));
        const b = v128.load_splat<f64>(own, 8);
        b0 = f64x2.add(b0, f64x2.mul(left, b));
        b1 = f64x2.add(b1, f64x2.mul(right, b));
        const c = v128.load_splat<f64>(own, 16);
        c0 = f64x2.add(c0, f64x2.mul(left, c));
        c1 = f64x2.add(c1, f64x2.mul(right, c));
        const d = v128.load_splat<f64>(own, 24);
        d0 = f64x2.add(d0, f64x2.mul(left, d));
        d1 = f64x2.add(d1, f64x2.mul(right, d));
        own += 32;
      }
      const morea0 = f64x2.gt(a0, best01);
      const morea1 = f64x2.gt(a1, best23);
      const atA = f64x2.splat(<f64>(k + 0));
      best01 = v128.bitselect(a0, best01, morea0);
      at01 = v128.bitselect(atA, at01, morea0);
      best23 = v128.bitselect(a1, best23, morea1);
      at23 = v128.bitselect(atA, at23, morea1);
      const moreb0 = f64x2.gt(b0, best01);
      const moreb1 = f64x2.gt(b1, best23);
      const atB = f64x2.splat(<f64>(k + 1));
      best01 = v128.bitselect(b0, best01, moreb0);
      at01 = v128.bitselect(atB, at01, moreb0);
      best23 = v128.bitselect(b1, best23, moreb1);
      at23 = v128.bitselect(atB, at23, moreb1);
      const morec0 = f64x2.gt(c0, best01);
      const morec1 = f64x2.gt(c1, best23);
      const atC = f64x2.splat(<f64>(k + 2));
      best01 = v128.bitselect(c0, best01, morec0);
      at01 = v128.bitselect(atC, at01, morec0);
      best23 = v128.bitselect(c1, best23, morec1);
      at23 = v128.bitselect(atC, at23, morec1);
      const mored0 = f64x2.gt(d0, best01);
      const mored1 = f64x2.gt(d1, best23);
      const atD = f64x2.splat(<f64>(k + 3));
      best01 = v128.bitselect(d0, best01, mored0);
      at01 = v128.bitselect(atD, at01, mored0);
      best23 = v128.bitselect(d1, best23, mored1);
      at23 = v128.bitselect(atD, at23, mored1);
    }
    store<u32>(four(nearest, r), <u32>f64x2.extract_lane(at01, 0));
    if (count > 1) store<u32>(four(nearest, r), <u32>f64x2.extract_lane(at01, 1), 4);
    if (count > 2) store<u32>(four(nearest, r), <u32>f64x2.extract_lane(at23, 0), 8);
    if (count > 3) store<u32>(four(nearest, r), <u32>f64x2.extract_lane(at23, 1), 12);
  }
}

/** Rows less the origin, if there is one, the same column of four of them together. */
function shiftRows(rows: usize, origin: usize, columns: u32, count: u32, shifted: usize): void {
  const step = <usize>columns << 3;
  for (let each: u32 = 0; each < count; each++) {
    let to = eight(shifted, each);
    const row = rows + each * step;
    for (let at: usize = 0; at < step; at += 8) {
      store<f64>(to, load<f64>(row + at) - (origin == 0 ? 0 : load<f64>(origin + at)));
      to += 32;
    }
  }
}

export function addToCentres(
  features: usize, weights: usize, nearest: usize, rows: u32, columns: u32, origin: usize, sums: usize, counts: usize,
): void {
  const paired = columns & ~1;
  let row = features;
  for (let r: u32 = 0; r < rows; r++) {
    const centre = load<u32>(four(nearest, r));
    const weight = weights == 0 ? 1.0 : load<f64>(eight(weights, r));
    const factor = f64x2.splat(weight);
    const to = eight(sums, <usize>centre * columns);
    let c: u32 = 0;
    for (; c < paired; c += 2) {
      const more = f64x2.mul(factor, f64x2.sub(v128.load(eight(row, c)), v128.load(eight(origin, c))));
      v128.store(eight(to, c), f64x2.add(v128.load(eight(to, c)), more));
    }
    if (c < columns) {
      const more = weight * (load<f64>(eight(row, c)) - load<f64>(eight(origin, c)));
      store<f64>(eight(to, c), load<f64>(eight(to, c)) + more);
    }
    store<f64>(eight(counts, centre), load<f64>(eight(counts, centre)) + weight);
    row += <usize>columns << 3;
  }
}

export function addAssigned(
  features: usize, weights: usize, nearest: usize, rows: u32, columns: u32, centres: usize, origin: usize, sums: usize,
  counts: usize, distances: usize,
): f64 {
  let inertia: f64 = 0;
  const paired = columns & ~1;
  let row = features;
  for (let r: u32 = 0; r < rows; r++) {
    const centre = load<u32>(four(nearest, r));
    const weight = weights == 0 ? 1.0 : load<f64>(eight(weights, r));
    const factor = f64x2.splat(weight);
    const own = eight(centres, <usize>centre * columns);
    const to = eight(sums, <usize>centre * columns);
    let squares = f64x2.splat(0);
    let c: u32 = 0;
    for (; c < paired; c += 2) {
      const values = v128.load(eight(row, c));
      const apart = f64x2.sub(values, v128.load(eight(own, c)));
      const more = f64x2.mul(factor, f64x2.sub(values, v128.load(eight(origin, c))));
      v128.store(eight(to, c), f64x2.add(v128.load(eight(to, c)), more));
      squares = f64x2.add(squares, f64x2.mul(apart, apart));
    }
    let even = f64x2.extract_lane(squares, 0);
    if (c < columns) {
      const value = load<f64>(eight(row, c));
      const apart = value - load<f64>(eight(own, c));
      store<f64>(eight(to, c), load<f64>(eight(to, c)) + weight * (value - load<f64>(eight(origin, c))));
      even += apart * apart;
    }
    const distance = even + f64x2.extract_lane(squares, 1);
    store<f64>(eight(distances, r), distance);
    inertia += weight * distance;
    store<f64>(eight(counts, centre), load<f64>(eight(counts, centre)) + weight);
    row += <usize>columns << 3;
  }
  return inertia;
}

/** Points whose tiles stay in the first cache while all queries look at them. */
const chunk: u32 = 128;

export function kNearest(
  queries: usize, centredQueries: usize, rows: u32, points: usize, tiles: usize, squares: usize, count: u32, columns: u32,
  largestSquare: f64, farthest: f64, k: u32, turned: usize, bounds: usize, distances: usize, neighbours: usize,
): void {
  const step = <usize>columns << 3;
  const last = turned + (step << 2);
  for (let row: u32 = 0; row < rows; row++) {
    let own: f64 = 0;
    let far = farthest;
    for (let c: u32 = 0; c < columns; c++) {
      const value = load<f64>(eight(centredQueries + row * step, c));
      own += value * value;
      far = Math.max(far, Math.abs(load<f64>(eight(queries + row * step, c))));
    }
    for (let at = row * k; at < (row + 1) * k; at++) store<f64>(eight(distances, at), Infinity);
    store<f64>(eight(bounds, row), Infinity);
    store<f64>(eight(bounds, rows + row), <f64>(columns + 4) * 2.3e-16 * (own + largestSquare) - own);
    store<f64>(eight(bounds, 2 * rows + row), 4.5e-16 * far * Math.sqrt(<f64>columns));
  }
  for (let start: u32 = 0; start < count; start += chunk) {
    const end = min(count, start + chunk);
    let row: u32 = 0;
    // Four queries at a time: what is read of a point serves all of them.
    for (; row + 4 <= rows; row += 4) {
      shiftRows(centredQueries + row * step, 0, columns, 4, turned);
      for (let p = start; p < end; p += 4) {
        let a0 = f64x2.splat(0);
        let a1 = a0;
        let b0 = a0;
        let b1 = a0;
        let c0 = a0;
        let c1 = a0;
        let d0 = a0;
        let d1 = a0;
        let tile = eight(tiles, <usize>p * columns);
        for (let at = turned; at < last; at += 32) {
          const left = v128.load(tile);
          const right = v128.load(tile, 16);
          tile += 32;
          const a = v128.load_splat<f64>(at);
          a0 = f64x2.add(a0, f64x2.mul(a, left));
          a1 = f64x2.add(a1, f64x2.mul(a, right));
          const b = v128.load_splat<f64>(at, 8);
          b0 = f64x2.add(b0, f64x2.mul(b, left));
          b1 = f64x2.add(b1, f64x2.mul(b, right));
          const c = v128.load_splat<f64>(at, 16);
          c0 = f64x2.add(c0, f64x2.mul(c, left));
          c1 = f64x2.add(c1, f64x2.mul(c, right));
          const d = v128.load_splat<f64>(at, 24);
          d0 = f64x2.add(d0, f64x2.mul(d, left));
          d1 = f64x2.add(d1, f64x2.mul(d, right));
        }
        const s0 = v128.load(eight(squares, p));
        const s1 = v128.load(eight(squares, p), 16);
        const bound = eight(bounds, row);
        const near = near4(s0, s1, a0, a1, splat(bound))
          | near4(s0, s1, b0, b1, splat(bound + 8)) << 4
          | near4(s0, s1, c0, c1, splat(bound + 16)) << 8
          | near4(s0, s1, d0, d1, splat(bound + 24)) << 12;
        for (let rest: i32 = near; rest != 0; rest &= rest - 1) {
          const bit = <u32>ctz(rest);
          insertPoint(queries, row + (bit >> 2), rows, points, p + (bit & 3), count, columns, k, bounds, distances, neighbours);
        }
      }
    }
    for (; row < rows; row++) {
      const q = centredQueries + row * step;
      for (let p = start; p < end; p += 4) {
        let tile = eight(tiles, <usize>p * columns);
        let a0 = f64x2.splat(0);
        let a1 = a0;
        for (let at = q; at < q + step; at += 8) {
          a0 = f64x2.add(a0, f64x2.mul(splat(at), v128.load(tile)));
          a1 = f64x2.add(a1, f64x2.mul(splat(at), v128.load(tile, 16)));
          tile += 32;
        }
        const squared = eight(squares, p);
        const near = near4(v128.load(squared), v128.load(squared, 16), a0, a1, splat(eight(bounds, row)));
        for (let rest: i32 = near; rest != 0; rest &= rest - 1) {
          insertPoint(queries, row, rows, points, p + <u32>ctz(rest), count, columns, k, bounds, distances, neighbours);
        }
      }
    }
  }
}

/** A bit for each of four points that may be near enough. */
@inline
function near4(s0: v128, s1: v128, products0: v128, products1: v128, bound: v128): i32 {
  const two = f64x2.splat(2);
  const first = f64x2.le(f64x2.sub(s0, f64x2.mul(two, products0)), bound);
  const second = f64x2.le(f64x2.sub(s1, f64x2.mul(two, products1)), bound);
  return i64x2.bitmask(first) | i64x2.bitmask(second) << 2;
}

/** Points may be nearer than the bound was that let them pass: each is compared in full. */
function insertPoint(
  queries: usize, row: u32, rows: u32, points: usize, p: u32, count: u32, columns: u32, k: u32, bounds: usize,
  distances: usize, neighbours: usize,
): void {
  if (p >= count) return;
  let sum: f64 = 0;
  const q = eight(queries, <usize>row * columns);
  const from = eight(points, <usize>p * columns);
  for (let c: u32 = 0; c < columns; c++) {
    const apart = load<f64>(eight(q, c)) - load<f64>(eight(from, c));
    sum += apart * apart;
  }
  const base = row * k;
  let at = base + k - 1;
  if (sum >= load<f64>(eight(distances, at))) return;
  while (at > base && load<f64>(eight(distances, at - 1)) > sum) {
    store<f64>(eight(distances, at), load<f64>(eight(distances, at - 1)));
    store<u32>(four(neighbours, at), load<u32>(four(neighbours, at - 1)));
    at--;
  }
  store<f64>(eight(distances, at), sum);
  store<u32>(four(neighbours, at), p);
  const kth = load<f64>(eight(distances, base + k - 1));
  const moved = load<f64>(eight(bounds, 2 * rows + row));
  store<f64>(eight(bounds, row), kth + load<f64>(eight(bounds, rows + row)) + 2 * Math.sqrt(kth) * moved + moved * moved);
}

/** As whole numbers in the order of the numbers. */
@inline
function inOrder(bits: i64): u64 {
  return <u64>bits ^ (<u64>(bits >> 63) | 0x8000000000000000);
}

/** By digits of a byte, the last one first; one that all have alike is left out. How often each comes is counted behind the spare. */
export function sortNumbers(values: usize, count: u32, spare: usize): void {
  const digitCounts = eight(spare, count);
  memory.fill(digitCounts, 0, 8 * 256 * 4);
  const end = eight(values, count);
  for (let at = values; at < end; at += 8) {
    const key = inOrder(load<i64>(at));
    store<u64>(at, key);
    for (let digit: u32 = 0; digit < 8; digit++) {
      const place = digitCounts + (digit << 10) + ((<usize>(key >> (<u64>digit << 3)) & 255) << 2);
      store<u32>(place, load<u32>(place) + 1);
    }
  }
  let from = values;
  let to = spare;
  for (let digit: u32 = 0; digit < 8; digit++) {
    const counts = digitCounts + (digit << 10);
    const shift = <u64>digit << 3;
    if (count == 0 || load<u32>(counts + ((<usize>(load<u64>(from) >> shift) & 255) << 2)) == count) continue;
    let before: u32 = 0;
    for (let at = counts; at < counts + 1024; at += 4) {
      const own = load<u32>(at);
      store<u32>(at, before);
      before += own;
    }
    const last = eight(from, count);
    for (let at = from; at < last; at += 8) {
      const key = load<u64>(at);
      const place = counts + ((<usize>(key >> shift) & 255) << 2);
      const next = load<u32>(place);
      store<u64>(eight(to, next), key);
      store<u32>(place, next + 1);
    }
    const other = from;
    from = to;
    to = other;
  }
  for (let at: u32 = 0; at < count; at++) {
    const key = load<u64>(eight(from, at));
    store<u64>(eight(values, at), key ^ (<u64>~(<i64>key >> 63) | 0x8000000000000000));
  }
}

/** Halves the edges eight times, without a branch that is hard to foretell. */
export function binValues(
  features: usize, column: u32, columns: u32, rows: u32, edges: usize, bins: usize, start: u32,
): void {
  const step = <usize>columns << 3;
  let at = eight(features, column);
  let to = bins + start;
  for (let row: u32 = 0; row < rows; row++) {
    const value = load<f64>(at);
    let low = <usize>(load<f64>(edges, 127 * 8) < value) << 7;
    low += <usize>(load<f64>(eight(edges, low), 63 * 8) < value) << 6;
    low += <usize>(load<f64>(eight(edges, low), 31 * 8) < value) << 5;
    low += <usize>(load<f64>(eight(edges, low), 15 * 8) < value) << 4;
    low += <usize>(load<f64>(eight(edges, low), 7 * 8) < value) << 3;
    low += <usize>(load<f64>(eight(edges, low), 3 * 8) < value) << 2;
    low += <usize>(load<f64>(eight(edges, low), 8) < value) << 1;
    low += <usize>(load<f64>(eight(edges, low)) < value);
    store<u8>(to, value == value ? <u32>low : 255);
    at += step;
    to += 4;
  }
}

@inline
function next(sum: v128, r: v128, term: f64): v128 {
  return f64x2.add(f64x2.mul(sum, r), f64x2.splat(term));
}

/** e^x of two numbers from −708 to 0. */
@inline
function exponentials(x: v128): v128 {
  const n = f64x2.nearest(f64x2.mul(x, f64x2.splat(1.4426950408889634)));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(n, f64x2.splat(0.6931471803691238))),
    f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)),
  );
  let sum = f64x2.splat(1.0 / 6227020800);
  sum = next(sum, r, 1.0 / 479001600);
  sum = next(sum, r, 1.0 / 39916800);
  sum = next(sum, r, 1.0 / 3628800);
  sum = next(sum, r, 1.0 / 362880);
  sum = next(sum, r, 1.0 / 40320);
  sum = next(sum, r, 1.0 / 5040);
  sum = next(sum, r, 1.0 / 720);
  sum = next(sum, r, 1.0 / 120);
  sum = next(sum, r, 1.0 / 24);
  sum = next(sum, r, 1.0 / 6);
  sum = next(sum, r, 0.5);
  sum = next(sum, r, 1);
  sum = next(sum, r, 1);
  // A sum with it has n in its lowest digits; the exponent of a number is biased by 1023.
  const power = i64x2.shl(f64x2.add(n, f64x2.splat(6755399441055744.0 + 1023)), 52);
  return f64x2.mul(sum, power);
}

export function logisticDerivatives(
  scores: usize, labels: usize, weights: usize, rows: u32, gradients: usize, hessians: usize,
): void {
  const paired = rows & ~1;
  for (let row: u32 = 0; row < paired; row += 2) {
    const score = v128.load(eight(scores, row));
    derive(score, v128.load(eight(labels, row)), v128.load(eight(weights, row)), eight(gradients, row), eight(hessians, row), 1);
  }
  if (paired < rows) {
    const score = splat(eight(scores, paired));
    derive(score, splat(eight(labels, paired)), splat(eight(weights, paired)), eight(gradients, paired), eight(hessians, paired), 0);
  }
}

@inline
function derive(score: v128, label: v128, weight: v128, gradients: usize, hessians: usize, both: u32): void {
  const one = f64x2.splat(1);
  const small = exponentials(f64x2.max(f64x2.neg(f64x2.abs(score)), f64x2.splat(-708)));
  const large = f64x2.div(one, f64x2.add(one, small));
  const rest = f64x2.mul(small, large);
  const share = v128.bitselect(rest, large, f64x2.lt(score, f64x2.splat(0)));
  const g = f64x2.mul(weight, f64x2.sub(share, label));
  const h = f64x2.mul(weight, f64x2.mul(rest, large));
  if (both == 1) {
    v128.store(gradients, g);
    v128.store(hessians, h);
  } else {
    store<f64>(gradients, f64x2.extract_lane(g, 0));
    store<f64>(hessians, f64x2.extract_lane(h, 0));
  }
}

/** Columns after which four by four pairs are left where all of them are too far. */
const columnsOfLook: u32 = 8;

export function pairsWithin(
  points: usize, tiles: usize, count: u32, columns: u32, most: f64, bound: f64, start: u32, end: u32, spare: usize,
  found: usize, ends: usize,
): u32 {
  const step = <usize>columns << 3;
  const tileBytes = <usize>columns << 4;
  const far = f32x4.splat(<f32>bound);
  let total: u32 = 0;
  for (let r = start; r < end; r += 4) {
    const queries = tiles + <usize>(r >> 2) * tileBytes;
    const last = load<f64>(points + <usize>min(r + 3, count - 1) * step);
    for (let q: usize = 0; q < 16; q += 4) store<u32>(ends + ((r - start) << 2) + q, 0);
    for (let p = r; p < count; p += 4) {
      const away = load<f64>(points + p * step) - last;
      if (away > 0 && away * away > most) break;
      let a = f32x4.splat(0);
      let b = a;
      let c = a;
      let d = a;
      let at = queries;
      let tile = tiles + <usize>(p >> 2) * tileBytes;
      const tileEnd = tile + tileBytes;
      let near: i32 = 0;
      do {
        const lookAt = min(tileEnd, tile + (columnsOfLook << 4));
        while (tile < lookAt) {
          const others = v128.load(tile);
          const da = f32x4.sub(v128.load_splat<f32>(at), others);
          a = f32x4.add(a, f32x4.mul(da, da));
          const db = f32x4.sub(v128.load_splat<f32>(at, 4), others);
          b = f32x4.add(b, f32x4.mul(db, db));
          const dc = f32x4.sub(v128.load_splat<f32>(at, 8), others);
          c = f32x4.add(c, f32x4.mul(dc, dc));
          const dd = f32x4.sub(v128.load_splat<f32>(at, 12), others);
          d = f32x4.add(d, f32x4.mul(dd, dd));
          tile += 16;
          at += 16;
        }
        // What is no number is looked at.
        near = i32x4.bitmask(f32x4.gt(a, far))
          | i32x4.bitmask(f32x4.gt(b, far)) << 4
          | i32x4.bitmask(f32x4.gt(c, far)) << 8
          | i32x4.bitmask(f32x4.gt(d, far)) << 12;
        near ^= 0xffff;
      } while (near != 0 && tile < tileEnd);
      for (let rest: i32 = near; rest != 0; rest &= rest - 1) {
        const bit = <u32>ctz(rest);
        const q = bit >> 2;
        const other = p + (bit & 3);
        if (r + q >= end || other <= r + q || other >= count) continue;
        const left = points + (r + q) * step;
        const right = points + other * step;
        let sum: f64 = 0;
        for (let k: usize = 0; k < step; k += 8) {
          const apart = load<f64>(right + k) - load<f64>(left + k);
          sum += apart * apart;
        }
        if (sum > most) continue;
        const many = ends + ((r - start + q) << 2);
        const have = load<u32>(many);
        store<u32>(four(spare, q * count + have), other);
        store<u32>(many, have + 1);
      }
    }
    for (let q: u32 = 0; q < min(4, end - r); q++) {
      const many = ends + ((r - start + q) << 2);
      const have = load<u32>(many);
      memory.copy(four(found, total), four(spare, q * count), have << 2);
      total += have;
      store<u32>(many, total);
    }
  }
  return total;
}

export function solveFactors(
  starts: usize, others: usize, weights: usize, rights: usize, counts: usize, factors: usize, rank: u32,
  regularization: f64, base: usize, gram: usize, first: u32, end: u32, own: usize,
): void {
  const size = <usize>rank << 3;
  for (let member = first; member < end; member++) {
    const x = own + member * size;
    memory.copy(gram, base, rank * size);
    memory.fill(x, 0, size);
    addFactors(factors, others, load<u32>(four(starts, member)), load<u32>(four(starts, member + 1)), weights, rights, rank, gram, x);
    const more = regularization * load<f64>(eight(counts, member));
    let largest: f64 = 0;
    for (let i: u32 = 0; i < rank; i++) {
      const at = gram + i * (size + 8);
      const sum = load<f64>(at) + more;
      store<f64>(at, sum);
      largest = Math.max(largest, sum);
    }
    for (let i: u32 = 0; i < rank; i++) {
      const at = gram + i * (size + 8);
      store<f64>(at, load<f64>(at) + largest * 1e-12);
    }
    if (choleskyInPlace(gram, rank)) solveCholesky(gram, rank, x);
    else memory.fill(x, 0, size);
  }
}

/** Four ratings at a time, whose products are added one after another. What is above the diagonal counts nowhere. */
function addFactors(
  factors: usize, others: usize, start: u32, end: u32, weights: usize, rights: usize, rank: u32, gram: usize, x: usize,
): void {
  const size = <usize>rank << 3;
  let e = start;
  for (; e + 4 <= end; e += 4) {
    const a = factors + load<u32>(four(others, e)) * size;
    const b = factors + load<u32>(four(others, e), 4) * size;
    const c = factors + load<u32>(four(others, e), 8) * size;
    const d = factors + load<u32>(four(others, e), 12) * size;
    const right = eight(rights, e);
    const weight = eight(weights, e);
    let row = gram;
    for (let i: usize = 0; i < size; i += 8) {
      let pa = load<f64>(a + i);
      let pb = load<f64>(b + i);
      let pc = load<f64>(c + i);
      let pd = load<f64>(d + i);
      let sum = load<f64>(x + i);
      sum += load<f64>(right) * pa;
      sum += load<f64>(right, 8) * pb;
      sum += load<f64>(right, 16) * pc;
      sum += load<f64>(right, 24) * pd;
      store<f64>(x + i, sum);
      if (weights != 0) {
        pa *= load<f64>(weight);
        pb *= load<f64>(weight, 8);
        pc *= load<f64>(weight, 16);
        pd *= load<f64>(weight, 24);
      }
      const wa = f64x2.splat(pa);
      const wb = f64x2.splat(pb);
      const wc = f64x2.splat(pc);
      const wd = f64x2.splat(pd);
      for (let j: usize = 0; j <= i; j += 16) {
        let pair = v128.load(row + j);
        pair = f64x2.add(pair, f64x2.mul(wa, v128.load(a + j)));
        pair = f64x2.add(pair, f64x2.mul(wb, v128.load(b + j)));
        pair = f64x2.add(pair, f64x2.mul(wc, v128.load(c + j)));
        pair = f64x2.add(pair, f64x2.mul(wd, v128.load(d + j)));
        v128.store(row + j, pair);
      }
      row += size;
    }
  }
  for (; e < end; e++) {
    const a = factors + load<u32>(four(others, e)) * size;
    const right = load<f64>(eight(rights, e));
    let row = gram;
    for (let i: usize = 0; i < size; i += 8) {
      const value = load<f64>(a + i);
      store<f64>(x + i, load<f64>(x + i) + right * value);
      const part = f64x2.splat(weights == 0 ? value : load<f64>(eight(weights, e)) * value);
      for (let j: usize = 0; j <= i; j += 16) {
        v128.store(row + j, f64x2.add(v128.load(row + j), f64x2.mul(part, v128.load(a + j))));
      }
      row += size;
    }
  }
}

function choleskyInPlace(a: usize, rank: u32): bool {
  const size = <usize>rank << 3;
  for (let i: u32 = 0; i < rank; i++) {
    const row = a + i * size;
    for (let j: u32 = 0; j <= i; j++) {
      const other = a + j * size;
      let sum = load<f64>(eight(row, j));
      for (let k: u32 = 0; k < j; k++) sum -= load<f64>(eight(row, k)) * load<f64>(eight(other, k));
      if (j < i) store<f64>(eight(row, j), sum / load<f64>(eight(other, j)));
      else if (sum > 0) store<f64>(eight(row, i), Math.sqrt(sum));
      else return false;
    }
  }
  return true;
}

function solveCholesky(lower: usize, rank: u32, x: usize): void {
  const size = <usize>rank << 3;
  for (let i: u32 = 0; i < rank; i++) {
    let sum = load<f64>(eight(x, i));
    for (let k: u32 = 0; k < i; k++) sum -= load<f64>(eight(lower + i * size, k)) * load<f64>(eight(x, k));
    store<f64>(eight(x, i), sum / load<f64>(eight(lower + i * size, i)));
  }
  for (let i = <i32>rank - 1; i >= 0; i--) {
    const value = load<f64>(eight(x, i)) / load<f64>(eight(lower + i * size, i));
    store<f64>(eight(x, i), value);
    for (let k: i32 = 0; k < i; k++) {
      store<f64>(eight(x, k), load<f64>(eight(x, k)) - load<f64>(eight(lower + i * size, k)) * value);
    }
  }
}

export function squaredErrors(
  starts: usize, others: usize, ratings: usize, own: usize, factors: usize, rank: u32, members: u32,
): f64 {
  const size = <usize>rank << 3;
  let total: f64 = 0;
  for (let member: u32 = 0; member < members; member++) {
    const vector = own + member * size;
    const end = load<u32>(four(starts, member + 1));
    for (let e = load<u32>(four(starts, member)); e < end; e++) {
      const other = factors + load<u32>(four(others, e)) * size;
      let product: f64 = 0;
      for (let at: usize = 0; at < size; at += 8) product += load<f64>(vector + at) * load<f64>(other + at);
      const apart = load<f64>(eight(ratings, e)) - product;
      total += apart * apart;
    }
  }
  return total;
}

export function addExtremes(data: usize, rows: u32, columns: u32, least: usize, most: usize): void {
  const step = <usize>columns << 3;
  const end = data + rows * step;
  let c: usize = 0;
  // Eight columns at a time lie in one line of the cache.
  for (; c + 64 <= step; c += 64) {
    let a = v128.load(least + c);
    let b = v128.load(least + c, 16);
    let d = v128.load(least + c, 32);
    let e = v128.load(least + c, 48);
    let f = v128.load(most + c);
    let g = v128.load(most + c, 16);
    let h = v128.load(most + c, 32);
    let i = v128.load(most + c, 48);
    for (let at = data + c; at < end; at += step) {
      const first = v128.load(at);
      const second = v128.load(at, 16);
      const third = v128.load(at, 32);
      const fourth = v128.load(at, 48);
      // The one before stays where the other is no number.
      a = f64x2.pmin(a, first);
      b = f64x2.pmin(b, second);
      d = f64x2.pmin(d, third);
      e = f64x2.pmin(e, fourth);
      f = f64x2.pmax(f, first);
      g = f64x2.pmax(g, second);
      h = f64x2.pmax(h, third);
      i = f64x2.pmax(i, fourth);
    }
    v128.store(least + c, a);
    v128.store(least + c, b, 16);
    v128.store(least + c, d, 32);
    v128.store(least + c, e, 48);
    v128.store(most + c, f);
    v128.store(most + c, g, 16);
    v128.store(most + c, h, 32);
    v128.store(most + c, i, 48);
  }
  for (; c < step; c += 8) {
    let low = load<f64>(least + c);
    let high = load<f64>(most + c);
    for (let at = data + c; at < end; at += step) {
      const value = load<f64>(at);
      low = value < low ? value : low;
      high = value > high ? value : high;
    }
    store<f64>(least + c, low);
    store<f64>(most + c, high);
  }
}
