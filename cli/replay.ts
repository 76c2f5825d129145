import { writeText } from "../core/platform/mod.ts";
import { parametersOf, parseArguments } from "./arguments.ts";
import { commandOptions } from "./command-options.ts";
import { writeEvent } from "./json-answer.ts";
import { jsonValue } from "./json-value.ts";
import { keyOf } from "./key-of.ts";
import { loadJob } from "./load-job.ts";
import { replayText } from "./replay-text.ts";
import { interrupted, onStopSignal } from "./stop-signals.ts";
import { UsageError } from "./usage-error.ts";

/** `millrace replay JOB --from CHECKPOINT --key KEY`: what each step did to what concerns a key. Writes nothing. */
export async function replay(words: readonly string[]): Promise<number> {
  const given = parseArguments(words, commandOptions.replay);
  const { options } = given;
  const [from, key, until] = [options.get("from"), options.get("key"), options.get("until")];
  if (from === undefined || key === undefined) {
    throw new UsageError(
      "Cannot replay as a checkpoint and a key must be named; write millrace replay job.ts --from ./checkpoints/checkpoint-7.manifest --key KEY",
    );
  }
  const untilMs = until === undefined ? undefined : momentOf(until);
  const job = await loadJob(given.words);
  const stop = new AbortController();
  let code = interrupted;
  const release = onStopSignal((asked) => {
    code = asked;
    stop.abort();
  });
  let told = 0;
  try {
    await job.output(parametersOf(given).parameters).replay({
      from,
      key: keyOf(key),
      ...(untilMs === undefined ? {} : { until: untilMs }),
      signal: stop.signal,
      onCall: (call) => {
        told++;
        writeText("stdout", `${options.has("json") ? JSON.stringify(jsonValue(call)) : replayText(call)}\n`);
      },
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return code;
  } finally {
    release();
  }
  if (told === 0 && options.has("json")) writeEvent("nothing", { job: job.name, key });
  else if (told === 0) writeText("stderr", `${job.name}: nothing concerned the key ${key}\n`);
  return 0;
}

function momentOf(text: string): number {
  const ms = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(ms)) return ms;
  throw new UsageError(
    `Cannot take ${JSON.stringify(text)} for --until as it must be a moment of event time: use for instance 2026-01-31T09:00:00Z, or milliseconds since 1970`,
  );
}
