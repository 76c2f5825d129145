import { f64, type StateKind } from "../../../graph/mod.ts";
import type { graphOf } from "../naive.ts";

/** Distances where the first vertex begins with 0. */
export function distanceState(first: number): {
  readonly state: { readonly distance: StateKind<number> };
  readonly initial: (row: { readonly id: number }) => { readonly distance?: number };
  readonly maxSupersteps: number;
} {
  return {
    state: { distance: f64(Number.POSITIVE_INFINITY) },
    initial: ({ id }) => (id === first ? { distance: 0 } : {}),
    maxSupersteps: 100,
  };
}

/** What the kernel gives, ∞ where no path leads. */
export function kernelDistances(one: ReturnType<typeof graphOf>, first: number): Promise<unknown[]> {
  return one
    .sssp({ from: first })
    .map(({ id, distance }) => ({ id, distance: distance ?? Number.POSITIVE_INFINITY }))
    .collect();
}
