import type { IntervalJoinCase, Step } from "./case.ts";

export async function replayIntervalJoin(_one: IntervalJoinCase): Promise<Step[]> {
  throw new Error("interval joins are not yet supported");
}
