/**
 * Adds up the forces of ForceAtlas2 in [from, to): every two vertices repel by (degree + 1) · (degree + 1) / distance, edges attract by
 * distance · weight, and all are drawn to the middle by gravity · (degree + 1).
 */
export function addRepulsion(
  xs: Float64Array, // [vertices]
  ys: Float64Array, // [vertices]
  masses: Float64Array, // [vertices], degree + 1
  scaling: number,
  gravity: number,
  from: number,
  to: number,
  forceXs: Float64Array, // [vertices]
  forceYs: Float64Array, // [vertices]
): void {
  for (let one = from; one < to; one++) {
    const x = xs[one]!;
    const y = ys[one]!;
    const mass = scaling * masses[one]!;
    let sumX = 0;
    let sumY = 0;
    for (let other = one + 1; other < xs.length; other++) {
      const dx = x - xs[other]!;
      const dy = y - ys[other]!;
      const force = (mass * masses[other]!) / (dx * dx + dy * dy + 1e-9);
      sumX += dx * force;
      sumY += dy * force;
      forceXs[other]! -= dx * force;
      forceYs[other]! -= dy * force;
    }
    const pull = (gravity * masses[one]!) / (Math.sqrt(x * x + y * y) + 1e-9);
    forceXs[one]! += sumX - x * pull;
    forceYs[one]! += sumY - y * pull;
  }
}

/** As `addRepulsion`, along edges. */
export function addAttraction(
  sources: Uint32Array, // [edges]
  targets: Uint32Array, // [edges]
  weights: Float64Array, // [edges]
  xs: Float64Array, // [vertices]
  ys: Float64Array, // [vertices]
  forceXs: Float64Array, // [vertices]
  forceYs: Float64Array, // [vertices]
): void {
  for (let edge = 0; edge < sources.length; edge++) {
    const one = sources[edge]!;
    const other = targets[edge]!;
    const weight = weights[edge]!;
    const dx = (xs[one]! - xs[other]!) * weight;
    const dy = (ys[one]! - ys[other]!) * weight;
    forceXs[one]! -= dx;
    forceYs[one]! -= dy;
    forceXs[other]! += dx;
    forceYs[other]! += dy;
  }
}

/**
 * Moves vertices by their forces: each slower where its force swings, all at the speed at which what swings is so much of what goes on
 * in one direction. `before` are the forces of the round before; forces are zeros afterwards. Gives the speed.
 */
export function moveByForces(
  xs: Float64Array, // [vertices]
  ys: Float64Array, // [vertices]
  masses: Float64Array, // [vertices]
  forceXs: Float64Array, // [vertices]
  forceYs: Float64Array, // [vertices]
  beforeXs: Float64Array, // [vertices]
  beforeYs: Float64Array, // [vertices]
  speedBefore: number,
  tolerance: number,
): number {
  let [swinging, traction] = [0, 0];
  for (let vertex = 0; vertex < xs.length; vertex++) {
    const x = forceXs[vertex]!;
    const y = forceYs[vertex]!;
    const oldX = beforeXs[vertex]!;
    const oldY = beforeYs[vertex]!;
    swinging += masses[vertex]! * Math.sqrt((x - oldX) ** 2 + (y - oldY) ** 2);
    traction += (masses[vertex]! * Math.sqrt((x + oldX) ** 2 + (y + oldY) ** 2)) / 2;
  }
  const wanted = swinging === 0 ? speedBefore : (tolerance * traction) / swinging;
  const speed = Math.min(wanted, 1.5 * speedBefore);
  for (let vertex = 0; vertex < xs.length; vertex++) {
    const x = forceXs[vertex]!;
    const y = forceYs[vertex]!;
    const swing = masses[vertex]! * Math.sqrt((x - beforeXs[vertex]!) ** 2 + (y - beforeYs[vertex]!) ** 2);
    const factor = speed / (1 + Math.sqrt(speed * swing));
    xs[vertex]! += x * factor;
    ys[vertex]! += y * factor;
    beforeXs[vertex] = x;
    beforeYs[vertex] = y;
    forceXs[vertex] = 0;
    forceYs[vertex] = 0;
  }
  return speed;
}
