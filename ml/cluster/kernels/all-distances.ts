/** `out[a, b] = Σ (x − y)²` of each row a of [from, to) and those before it, b; four rows b at a time, so that no sum waits for itself. */
export function squaresBefore(
  data: Float64Array, // [rows × columns], row-major
  rows: number,
  columns: number,
  from: number,
  to: number,
  out: Float64Array, // [rows × rows], overwritten below the diagonal
): void {
  for (let a = from; a < to; a++) {
    const startOfA = a * columns;
    let b = 0;
    for (; b + 4 <= a; b += 4) {
      let one = 0;
      let two = 0;
      let three = 0;
      let four = 0;
      for (let column = 0, at = b * columns; column < columns; column++, at++) {
        const x = data[startOfA + column]!;
        const first = x - data[at]!;
        const second = x - data[at + columns]!;
        const third = x - data[at + 2 * columns]!;
        const fourth = x - data[at + 3 * columns]!;
        one += first * first;
        two += second * second;
        three += third * third;
        four += fourth * fourth;
      }
      const place = a * rows + b;
      out[place] = one;
      out[place + 1] = two;
      out[place + 2] = three;
      out[place + 3] = four;
    }
    for (; b < a; b++) {
      let sum = 0;
      for (let column = 0; column < columns; column++) {
        const away = data[startOfA + column]! - data[b * columns + column]!;
        sum += away * away;
      }
      out[a * rows + b] = sum;
    }
  }
}

/** … `Σ |x − y|`. */
export function absolutesBefore(
  data: Float64Array,
  rows: number,
  columns: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  for (let a = from; a < to; a++) {
    for (let b = 0; b < a; b++) {
      let sum = 0;
      for (let column = 0; column < columns; column++)
        sum += Math.abs(data[a * columns + column]! - data[b * columns + column]!);
      out[a * rows + b] = sum;
    }
  }
}

/** … `1 − Σ x·y / √(Σ x² · Σ y²)`. */
export function cosinesBefore(
  data: Float64Array,
  rows: number,
  columns: number,
  lengths: Float64Array, // [rows]: √Σ x²
  from: number,
  to: number,
  out: Float64Array,
): void {
  for (let a = from; a < to; a++) {
    for (let b = 0; b < a; b++) {
      let sum = 0;
      for (let column = 0; column < columns; column++) sum += data[a * columns + column]! * data[b * columns + column]!;
      out[a * rows + b] = 1 - sum / (lengths[a]! * lengths[b]!);
    }
  }
}

/** `√Σ x²` of each row. */
export function lengthsOf(data: Float64Array, rows: number, columns: number, lengths: Float64Array): void {
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let at = row * columns; at < (row + 1) * columns; at++) sum += data[at]! * data[at]!;
    lengths[row] = Math.sqrt(sum);
  }
}

/** What stands below the diagonal in rows [from, to) stands above it, too: in blocks that fit into the cache. */
export function mirror(
  rows: number,
  from: number, // a multiple of 32
  to: number,
  out: Float64Array, // [rows × rows]
): void {
  const block = 32;
  for (let top = from; top < to; top += block) {
    for (let start = 0; start <= top; start += block) {
      for (let a = top; a < Math.min(top + block, to); a++) {
        for (let b = start; b < Math.min(start + block, a); b++) out[b * rows + a] = out[a * rows + b]!;
      }
    }
  }
}
