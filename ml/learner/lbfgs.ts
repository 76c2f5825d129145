import { addScaled, dot } from "../kernels/vector.ts";
import type { Training } from "./learner.ts";
import { earlierState, milestone } from "./milestones.ts";

/** A function at a point. */
export interface Evaluated {
  readonly value: number;
  readonly gradient: Float64Array; // [size]
}

/** A smooth convex function, and what is known of it. */
export interface SmoothObjective {
  /** Evaluates it, in as many passes over the rows as it needs. */
  at(point: Float64Array): Training<Evaluated>;
  /** Multiplies a gradient by an approximation of the inverse of the second derivatives, in a new array. */
  precondition(gradient: Float64Array): Float64Array;
  /** Makes that approximation anew at a point. */
  refine(point: Float64Array): Training<void>;
  /** How large a gradient is, in units that do not depend on those of the columns. */
  optimality(gradient: Float64Array): number;
}

/** When the search ends. */
export interface StopOptions {
  /** The optimality from which a point is good enough. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Where a search ended. */
export interface Minimum extends Evaluated {
  readonly point: Float64Array; // [size]
  readonly iterations: number;
  readonly optimality: number;
}

interface Correction {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** 1 ÷ (step · change). */
  readonly scale: number;
}

const remembered = 10;
/** Where it takes longer the preconditioner is what a Newton step there would take. */
const refineEvery = 8;

/**
 * Minimizes by limited-memory BFGS whose first guess of the second derivatives is the preconditioner.
 *
 * @see Nocedal, Wright, “Numerical Optimization”, 2nd ed. 2006, Algorithms 7.4 and 7.5.
 */
export function* minimize(
  objective: SmoothObjective,
  start: Float64Array,
  { tolerance, maxIterations }: StopOptions,
): Training<Minimum> {
  const earlier = yield* earlierState<KeptSearch>();
  const corrections = correctionsOf(earlier, start.length);
  let point = earlier?.point ?? start;
  let here: Evaluated = earlier ?? (yield* objective.at(point));
  let optimality = objective.optimality(here.gradient);
  let iterations = earlier?.iterations ?? 0;
  let refinedAt = earlier?.refinedAt;
  if (refinedAt !== undefined) yield* objective.refine(refinedAt);
  while (optimality > tolerance && iterations < maxIterations) {
    const direction = descent(objective, here.gradient, corrections);
    const next = yield* lineSearch(objective, point, here, direction);
    // No step gains anything: what is left of the gradient is its rounding.
    if (next === undefined) break;
    remember(corrections, difference(next.point, point), difference(next.gradient, here.gradient));
    point = next.point;
    here = next;
    optimality = objective.optimality(here.gradient);
    iterations++;
    if (iterations % refineEvery === 0 && optimality > tolerance) {
      refinedAt = point;
      yield* objective.refine(point);
    }
    yield* milestone(() => ({
      ...{ point, iterations, refinedAt, value: here.value, gradient: here.gradient },
      steps: Float64Array.from(corrections.flatMap(({ step }) => [...step])),
      changes: Float64Array.from(corrections.flatMap(({ change }) => [...change])),
      scales: Float64Array.from(corrections, ({ scale }) => scale),
    }));
  }
  return { point, value: here.value, gradient: here.gradient, iterations, optimality };
}

/** Where a search can go on. */
interface KeptSearch extends Record<string, number | Float64Array | undefined>, Evaluated {
  readonly point: Float64Array;
  readonly iterations: number;
  readonly refinedAt?: Float64Array;
  readonly steps: Float64Array; // [corrections × size]
  readonly changes: Float64Array; // [corrections × size]
  readonly scales: Float64Array; // [corrections]
}

function correctionsOf(kept: KeptSearch | undefined, size: number): Correction[] {
  const part = (of: Float64Array, at: number): Float64Array => of.slice(at * size, (at + 1) * size);
  return Array.from(kept?.scales ?? [], (scale, at) => ({
    step: part(kept!.steps, at),
    change: part(kept!.changes, at),
    scale,
  }));
}

/** The two-loop recursion. */
function descent(objective: SmoothObjective, gradient: Float64Array, corrections: readonly Correction[]): Float64Array {
  const rest = gradient.slice();
  const shares = corrections.toReversed().map(({ step, change, scale }) => {
    const share = scale * dot(step, rest);
    addScaled(rest, change, -share);
    return share;
  });
  const direction = objective.precondition(rest);
  corrections.forEach(({ step, change, scale }, at) => {
    const share = shares[corrections.length - 1 - at]!;
    addScaled(direction, step, share - scale * dot(change, direction));
  });
  return direction.map((value) => -value);
}

const sufficient = 1e-4;
const mostHalvings = 30;

/**
 * A step with which the function falls: Armijo's condition, or, where its value has no more digits to tell, a slope that is less steep.
 *
 * @see Hager, Zhang, “A New Conjugate Gradient Method with Guaranteed Descent and an Efficient Line Search”, SIAM J. Optim. 16, 2005,
 *   eq. 4.1 (approximate Wolfe conditions).
 */
function* lineSearch(
  objective: SmoothObjective,
  point: Float64Array,
  here: Evaluated,
  direction: Float64Array,
): Training<(Evaluated & { readonly point: Float64Array }) | undefined> {
  const slope = dot(here.gradient, direction);
  if (!(slope < 0)) return undefined;
  const rounding = 1e-13 * Math.abs(here.value);
  let length = 1;
  for (let halving = 0; halving < mostHalvings; halving++) {
    const next = point.slice();
    addScaled(next, direction, length);
    const there = yield* objective.at(next);
    const fall = there.value - here.value;
    const falls = fall <= sufficient * length * slope;
    const flattens = fall <= rounding && Math.abs(dot(there.gradient, direction)) < 0.9 * -slope;
    if (falls || flattens) return { point: next, ...there };
    length *= shortened(length * slope, fall);
  }
  return undefined;
}

/** The minimum of the parabola through both values and the slope, within a tenth and a half. */
function shortened(slope: number, fall: number): number {
  const best = -slope / (2 * (fall - slope));
  return best > 0.1 ? Math.min(best, 0.5) : 0.1;
}

function remember(corrections: Correction[], step: Float64Array, change: Float64Array): void {
  const curvature = dot(step, change);
  if (!(curvature > Number.EPSILON * dot(change, change) * 1e-8)) return;
  corrections.push({ step, change, scale: 1 / curvature });
  if (corrections.length > remembered) corrections.shift();
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}
