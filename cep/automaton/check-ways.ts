import type { State } from "./state.ts";

/** So many ways may go on from a state without an event: each may be a partial match of its own. */
const mostWays = 1000;

/**
 * Throws where parts that may be left out stand in others that may be, so often that one event goes on in more ways than
 * anybody means: as in Flink each way of leaving them out is one, two for each such group, and so 2ⁿ for n in a row.
 */
export function checkWays(states: readonly State[]): void {
  for (const state of states) if (hasMore(state, mostWays)) throw tooManyWays(state.step);
}

function hasMore(from: State, most: number): boolean {
  const stack: (readonly State[])[] = [[from]];
  let ways = 0;
  for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
    if (++ways > most) return true;
    for (const { action, target } of path.at(-1)!.edges) {
      if (action === "proceed" && target.kind !== "stop" && !path.includes(target)) stack.push([...path, target]);
    }
  }
  return false;
}

function tooManyWays(step: string): RangeError {
  return new RangeError(
    `Cannot make an automaton of a pattern as there may be ${mostWays.toLocaleString("en-US")} ways on from a step without an event at most: ` +
      `got more at step ${JSON.stringify(step)}; do not make groups optional whose parts are all optional`,
  );
}
