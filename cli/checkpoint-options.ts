import { type CheckpointOptions, durationMs, type RestartOptions } from "../core/mod.ts";
import { UsageError } from "./usage-error.ts";

/** `--checkpoint 10s:./ck`, or only the folder; `--from` beside it. Undefined where there are none. */
export function checkpointOf(options: ReadonlyMap<string, string>): CheckpointOptions | undefined {
  const text = options.get("checkpoint");
  const from = options.get("from");
  const drops = options.has("drop-unmatched");
  if (text === undefined) {
    const alone = from !== undefined ? "--from" : drops ? "--drop-unmatched" : undefined;
    if (alone === undefined) return undefined;
    throw new UsageError(
      `Cannot take ${alone} as the run must have a folder for checkpoints; add --checkpoint 10s:./checkpoints`,
    );
  }
  const [interval, dir] = intervalAndFolder(text);
  return {
    dir,
    ...(interval === undefined ? {} : { interval }),
    ...(from === undefined ? {} : { from }),
    ...(drops ? { upgrade: { unmatched: "drop" } } : {}),
  };
}

function intervalAndFolder(text: string): [interval: string | undefined, dir: string] {
  const [, interval, dir] = /^(\d[\w. ]*):(.+)$/s.exec(text) ?? [];
  if (interval === undefined && text !== "" && !/^\d/.test(text)) return [undefined, text];
  try {
    if (dir !== undefined && durationMs(interval!, "interval") > 0) return [interval, dir];
  } catch {
    // told below
  }
  throw new UsageError(
    `Cannot take ${JSON.stringify(text)} for --checkpoint as it must be an interval and a folder: use for instance --checkpoint 10s:./checkpoints`,
  );
}

/** `none`, `fixed:5s:3` (delay, attempts), `exponential:1s:1m` (first and longest delay), `rate:3:5m` (failures in a time). */
export function restartOf(options: ReadonlyMap<string, string>): RestartOptions | undefined {
  const text = options.get("restart");
  if (text === undefined) return undefined;
  const [name, first, second, ...more] = text.split(":");
  const given = <Name extends string>(names: readonly Name[], values: readonly (string | number | undefined)[]) =>
    Object.fromEntries(names.flatMap((one, at) => (values[at] === undefined ? [] : [[one, values[at]]])));
  const number = (value: string | undefined): number | undefined => (value === undefined ? undefined : Number(value));
  if (more.length === 0) {
    if (name === "none" && first === undefined) return { strategy: "none" };
    if (name === "fixed") return { strategy: "fixed delay", ...given(["delay", "attempts"], [first, number(second)]) };
    if (name === "exponential") return { strategy: "exponential", ...given(["delay", "maxDelay"], [first, second]) };
    if (name === "rate")
      return { strategy: "failure rate", ...given(["failures", "interval"], [number(first), second]) };
  }
  throw new UsageError(
    `Cannot take ${JSON.stringify(text)} for --restart as there is no such strategy: got ${JSON.stringify(text)}; use none, fixed:5s:3, exponential:1s:1m or rate:3:5m`,
  );
}
