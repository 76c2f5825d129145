import { type Part, withinsOf } from "./part.ts";

/** How long a match may take from its first event in ms, by whatever part says the least; 0 where none says it. */
export function smallestWindow(parts: readonly Part[]): number {
  const windows = withinsOf(parts).flatMap(({ firstMs }) => firstMs ?? []);
  return windows.length === 0 ? 0 : Math.min(...windows);
}
