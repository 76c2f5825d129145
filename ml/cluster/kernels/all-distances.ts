/** `out[a, b] = Σ (x − y)²` of rows a and b; four rows b at a time, so that no sum waits for itself. */
export function allSquares(data: Float64Array, rows: number, columns: number, out: Float64Array): void {
  for (let a = 0; a < rows; a++) {
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
      const to = a * rows + b;
      out[to] = one;
      out[to + 1] = two;
      out[to + 2] = three;
      out[to + 3] = four;
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
  mirror(rows, out);
}

/** `out[a, b] = Σ |x − y|`. */
export function allAbsolutes(data: Float64Array, rows: number, columns: number, out: Float64Array): void {
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < a; b++) {
      let sum = 0;
      for (let column = 0; column < columns; column++)
        sum += Math.abs(data[a * columns + column]! - data[b * columns + column]!);
      out[a * rows + b] = sum;
    }
  }
  mirror(rows, out);
}

/** `out[a, b] = 1 − Σ x·y / √(Σ x² · Σ y²)`. */
export function allCosines(data: Float64Array, rows: number, columns: number, out: Float64Array): void {
  const lengths = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let at = row * columns; at < (row + 1) * columns; at++) sum += data[at]! * data[at]!;
    lengths[row] = Math.sqrt(sum);
  }
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < a; b++) {
      let sum = 0;
      for (let column = 0; column < columns; column++) sum += data[a * columns + column]! * data[b * columns + column]!;
      out[a * rows + b] = 1 - sum / (lengths[a]! * lengths[b]!);
    }
  }
  mirror(rows, out);
}

/** What is below the diagonal stands above it, too: in blocks that fit into the cache. */
function mirror(rows: number, out: Float64Array): void {
  const block = 32;
  for (let top = 0; top < rows; top += block) {
    for (let start = 0; start <= top; start += block) {
      for (let a = top; a < Math.min(top + block, rows); a++) {
        for (let b = start; b < Math.min(start + block, a); b++) out[b * rows + a] = out[a * rows + b]!;
      }
    }
  }
}
