import type { OracleResult } from "./result.ts";
import type { IntervalJoinCase, WindowCase } from "./window/case.ts";
import { replayIntervalJoin } from "./window/interval-join.ts";
import { differing, replayWindow, unordered } from "./window/replay-window.ts";

/** Replays recorded windows and interval joins, step by step, through `harness`. */
export default async function replay(content: unknown): Promise<OracleResult[]> {
  const { cases } = content as { readonly cases: readonly (WindowCase | IntervalJoinCase)[] };
  const results: OracleResult[] = [];
  for (const one of cases) results.push(await resultOf(one));
  return results;
}

async function resultOf(one: WindowCase | IntervalJoinCase): Promise<OracleResult> {
  try {
    const got = one.operator === "window" ? await replayWindow(one) : await replayIntervalJoin(one);
    const wrong = isOrdered(one) ? differing(one.expected, got) : differing(unordered(one.expected), unordered(got));
    if (wrong === undefined) return { id: one.id, expected: one.expected, got, passed: true };
    return { id: one.id, ...wrong, passed: false };
  } catch (error) {
    return {
      id: one.id,
      expected: "a run",
      got: error instanceof Error ? error.message : String(error),
      passed: false,
    };
  }
}

/** In which order sessions put their records together when they merge is up to a hash table in the recordings. */
function isOrdered(one: WindowCase | IntervalJoinCase): boolean {
  return one.operator !== "window" || one.assigner.type !== "session";
}
