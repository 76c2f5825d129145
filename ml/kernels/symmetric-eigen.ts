/**
 * Eigenvalues of a symmetric matrix, not sorted, and its eigenvectors as the *rows* of `vectors`, which is the matrix at first and is
 * written over. (With eigenvectors as rows the inner loops run along memory.) It yields between steps of size² operations: others may take their turn.
 *
 * @see Martin, Reinsch, Wilkinson, “Householder's tridiagonalization of a symmetric matrix”, Numer. Math. 11, 1968 (tred2), and
 *   Bowdler, Martin, Reinsch, Wilkinson, “The QR and QL algorithms for symmetric matrices”, Numer. Math. 11, 1968 (tql2).
 */
export function* symmetricEigen(
  vectors: Float64Array, // [size × size]
  values: Float64Array, // [size], overwritten
  size: number,
): Generator<undefined> {
  const below = new Float64Array(size);
  yield* tridiagonalize(vectors, values, below, size);
  yield* diagonalize(vectors, values, below, size);
}

/** v ← rows of Q, d and e ← diagonal and subdiagonal of T, for A = Q·T·Qᵀ. v is transposed to the papers: v[j·n + i] is their V[i][j]. */
function* tridiagonalize(v: Float64Array, d: Float64Array, e: Float64Array, n: number): Generator<undefined> {
  for (let j = 0; j < n; j++) d[j] = v[j * n + n - 1]!;
  for (let i = n - 1; i > 0; i--) {
    // A row is scaled before it is reflected, so that squares neither overflow nor vanish.
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]!);
    let h = 0;
    if (scale === 0) {
      e[i] = d[i - 1]!;
      for (let j = 0; j < i; j++) {
        d[j] = v[j * n + i - 1]!;
        v[j * n + i] = 0;
        v[i * n + j] = 0;
      }
    } else {
      h = reflect(v, d, e, n, i, scale);
    }
    d[i] = h;
    yield undefined;
  }
  for (let i = 0; i < n - 1; i++) {
    accumulate(v, d, n, i);
    yield undefined;
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[j * n + n - 1]!;
    v[j * n + n - 1] = 0;
  }
  v[n * n - 1] = 1;
  e[0] = 0;
}

function reflect(v: Float64Array, d: Float64Array, e: Float64Array, n: number, i: number, scale: number): number {
  let h = 0;
  for (let k = 0; k < i; k++) {
    d[k]! /= scale;
    h += d[k]! * d[k]!;
  }
  const last = d[i - 1]!;
  const g = last > 0 ? -Math.sqrt(h) : Math.sqrt(h);
  e[i] = scale * g;
  h -= last * g;
  d[i - 1] = last - g;
  e.fill(0, 0, i);
  for (let j = 0; j < i; j++) {
    const column = j * n;
    const f = d[j]!;
    v[i * n + j] = f;
    let sum = e[j]! + v[column + j]! * f;
    for (let k = j + 1; k < i; k++) {
      const entry = v[column + k]!;
      sum += entry * d[k]!;
      e[k]! += entry * f;
    }
    e[j] = sum;
  }
  let f = 0;
  for (let j = 0; j < i; j++) {
    e[j]! /= h;
    f += e[j]! * d[j]!;
  }
  const half = f / (h + h);
  for (let j = 0; j < i; j++) e[j]! -= half * d[j]!;
  for (let j = 0; j < i; j++) {
    const column = j * n;
    const dj = d[j]!;
    const ej = e[j]!;
    for (let k = j; k < i; k++) v[column + k]! -= dj * e[k]! + ej * d[k]!;
    d[j] = v[column + i - 1]!;
    v[column + i] = 0;
  }
  return h;
}

/** One more reflection in the product of all. */
function accumulate(v: Float64Array, d: Float64Array, n: number, i: number): void {
  v[i * n + n - 1] = v[i * n + i]!;
  v[i * n + i] = 1;
  const h = d[i + 1]!;
  const next = (i + 1) * n;
  if (h !== 0) {
    for (let k = 0; k <= i; k++) d[k] = v[next + k]! / h;
    for (let j = 0; j <= i; j++) {
      const column = j * n;
      let g = 0;
      for (let k = 0; k <= i; k++) g += v[next + k]! * v[column + k]!;
      for (let k = 0; k <= i; k++) v[column + k]! -= g * d[k]!;
    }
  }
  for (let k = 0; k <= i; k++) v[next + k] = 0;
}

/** Implicit QL steps on T until its subdiagonal is gone; each rotation turns two rows of v. */
function* diagonalize(v: Float64Array, d: Float64Array, e: Float64Array, n: number): Generator<undefined> {
  for (let i = 1; i < n; i++) e[i - 1] = e[i]!;
  e[n - 1] = 0;
  let shift = 0;
  let largest = 0;
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(d[l]!) + Math.abs(e[l]!));
    let m = l;
    while (m < n - 1 && Math.abs(e[m]!) > Number.EPSILON * largest) m++;
    while (m > l) {
      shift += shiftRows(d, e, n, l);
      qlStep(v, d, e, n, l, m);
      yield undefined;
      if (Math.abs(e[l]!) <= Number.EPSILON * largest) break;
    }
    d[l]! += shift;
    e[l] = 0;
  }
}

function shiftRows(d: Float64Array, e: Float64Array, n: number, l: number): number {
  const g = d[l]!;
  const p = (d[l + 1]! - g) / (2 * e[l]!);
  const r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
  d[l] = e[l]! / (p + r);
  d[l + 1] = e[l]! * (p + r);
  const shift = g - d[l]!;
  for (let i = l + 2; i < n; i++) d[i]! -= shift;
  return shift;
}

function qlStep(v: Float64Array, d: Float64Array, e: Float64Array, n: number, l: number, m: number): void {
  const after = d[l + 1]!;
  const below = e[l + 1]!;
  let p = d[m]!;
  let c = 1;
  let c2 = 1;
  let c3 = 1;
  let s = 0;
  let s2 = 0;
  for (let i = m - 1; i >= l; i--) {
    c3 = c2;
    c2 = c;
    s2 = s;
    const g = c * e[i]!;
    const h = c * p;
    const r = Math.hypot(p, e[i]!);
    e[i + 1] = s * r;
    s = e[i]! / r;
    c = p / r;
    p = c * d[i]! - s * g;
    d[i + 1] = h + s * (c * g + s * d[i]!);
    const row = i * n;
    const next = row + n;
    for (let k = 0; k < n; k++) {
      const value = v[next + k]!;
      v[next + k] = s * v[row + k]! + c * value;
      v[row + k] = c * v[row + k]! - s * value;
    }
  }
  p = (-s * s2 * c3 * below * e[l]!) / after;
  e[l] = s * p;
  d[l] = c * p;
}
