/** `distances[r] = ‖row r − row at‖`, of a row from itself infinite; gives the least. */
export function distancesFrom(
  features: Float64Array, // [rows × columns], row-major
  rows: number,
  columns: number,
  at: number,
  distances: Float64Array, // [rows], overwritten
): number {
  let least = Number.POSITIVE_INFINITY;
  for (let r = 0; r < rows; r++) {
    let sum = 0;
    for (let c = 0; c < columns; c++) {
      const apart = features[r * columns + c]! - features[at * columns + c]!;
      sum += apart * apart;
    }
    const distance = r === at ? Number.POSITIVE_INFINITY : Math.sqrt(sum);
    distances[r] = distance;
    if (distance < least) least = distance;
  }
  return least;
}

/**
 * Affinities `a[r] = e^(−β · (distances[r] − least))`; gives their sum, Σ a · (distance − least) and Σ a · (distance − least)² in `sums`.
 */
export function affinities(
  distances: Float64Array, // [rows]; infinite for the row itself
  least: number,
  beta: number,
  into: Float64Array, // [rows], overwritten
  sums: Float64Array, // [3], overwritten
): void {
  let total = 0;
  let first = 0;
  let second = 0;
  for (let r = 0; r < distances.length; r++) {
    const apart = distances[r]! - least;
    const affinity = apart === Number.POSITIVE_INFINITY ? 0 : Math.exp(-beta * apart);
    into[r] = affinity;
    total += affinity;
    if (affinity > 0) {
      first += affinity * apart;
      second += affinity * apart * apart;
    }
  }
  sums[0] = total;
  sums[1] = first;
  sums[2] = second;
}
