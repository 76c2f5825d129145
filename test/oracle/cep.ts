import { buildPattern } from "./cep/build.ts";
import type { CaseEvent, CaseMatch, CaseOutput, CepCase } from "./cep/case.ts";
import { isWatermark, replayGlobal, replayKeyed } from "./cep/replay.ts";
import type { OracleResult } from "./result.ts";

/**
 * Replays recorded runs of FlinkCEP's automaton and operator through `match` and `harness`. Patterns that it refuses must be
 * refused, or be accepted and stand in cep/README.md; the differences that are meant stand there too.
 */
export default async function replay(content: unknown): Promise<OracleResult[]> {
  const { cases } = content as { readonly cases: readonly CepCase[] };
  const results: OracleResult[] = [];
  for (const one of cases) results.push(await resultOf(one));
  return results;
}

async function resultOf(one: CepCase): Promise<OracleResult> {
  if (one.rejectedWith !== undefined) return rejected(one);
  const isKeyed = one.input.some((operation) => "key" in operation);
  try {
    if (isKeyed) return await keyed(one);
    const got = [...(await replayGlobal(one))].map(([timeMs, output]) => ({ timeMs, ...normal(one, output) }));
    return differences(one, recordedByTime(one), got);
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error);
    return { id: one.id, expected: one.expectError ? "an error" : "a run", got, passed: one.expectError === true };
  }
}

/** Undisturbed, and with a crash behind each operation. */
async function keyed(one: CepCase): Promise<OracleResult> {
  const expected = once(one.expected).map((output) => normal(one, output));
  const replayed = async (crashes: "when told" | "after every call"): Promise<OracleResult> =>
    differences(
      one,
      expected,
      once(await replayKeyed(one, crashes)).map((output) => normal(one, output)),
    );
  const undisturbed = await replayed("when told");
  return undisturbed.passed ? await replayed("after every call") : undisturbed;
}

function differences(one: CepCase, expected: readonly unknown[], got: readonly unknown[]): OracleResult {
  const [all, allGot] = [text(inAll(expected)), text(inAll(got))];
  if (isPatient(one) && all === allGot) return { id: one.id, expected, got, passed: true };
  const at = expected.findIndex((output, place) => JSON.stringify(output) !== JSON.stringify(got[place]));
  const passed = at < 0 && expected.length === got.length && one.expectError !== true;
  if (passed) return { id: one.id, expected, got, passed };
  return { id: one.id, expected: expected[at] ?? "an error", got: got[at] ?? "no error", passed };
}

/**
 * Runs without keys were recorded on the automaton alone, where time goes on before an event only; an operator looks again at
 * the watermark behind it, and so finds earlier that nothing has come.
 */
function isPatient({ pattern: { steps }, input }: CepCase): boolean {
  return steps.at(-1)!.contiguity === "notFollowedBy" && !input.some((operation) => "key" in operation);
}

function inAll(outputs: readonly unknown[]): unknown {
  const of = (what: "matches" | "timeouts"): string[] =>
    (outputs as readonly Normal[]).flatMap((output) => output[what]).sort();
  return [of("matches"), of("timeouts")];
}

function rejected(one: CepCase): OracleResult {
  try {
    buildPattern(one);
    return { id: one.id, expected: one.rejectedWith, got: "accepted", passed: false };
  } catch (error) {
    return { id: one.id, expected: one.rejectedWith, got: (error as Error).message, passed: true };
  }
}

/** Watermarks that do not go on are sent again in the recordings, and by whoever goes on from a crash. */
function once(outputs: readonly CaseOutput[]): CaseOutput[] {
  let last = Number.NEGATIVE_INFINITY;
  return outputs.map((output) => {
    const out = output.out.filter((each) => "match" in each || each.watermark > last);
    for (const each of out) if ("watermark" in each) last = each.watermark;
    return { ...output, out };
  });
}

interface Normal {
  readonly matches: readonly string[];
  readonly timeouts: readonly string[];
  readonly late: readonly string[];
  readonly watermarks: readonly number[];
}

/** An output in an order of its own, as within one operation it is not part of the contract. */
function normal(one: CepCase, { out, timeouts = [], late = [] }: CaseOutput): Normal {
  // Only runs by key have recorded times of matches.
  const timed = one.input.some((operation) => "key" in operation);
  const matches = out.flatMap((each) => {
    return "match" in each ? [text([sorted(each.match), ...(timed ? [timeOf(one, each)] : [])])] : [];
  });
  const watermarks = out.flatMap((each) => ("watermark" in each ? [each.watermark] : []));
  const timedOut = one.timeoutHandling ? timeouts.map(({ partial, ts }) => text([sorted(partial), ts])) : [];
  return { matches: matches.sort(), timeouts: timedOut.sort(), late: late.map(String).sort(), watermarks };
}

/** The recorded matches of a run without keys, by the time at which they came; that is what time they have, too. */
function recordedByTime(one: CepCase): (Normal & { readonly timeMs: number })[] {
  const times = new Map<number, { out: CaseOutput["out"][number][]; timeouts: { partial: never; ts: number }[] }>();
  const placeAt = (timeMs: number): NonNullable<ReturnType<typeof times.get>> => {
    const place = times.get(timeMs) ?? { out: [], timeouts: [] };
    times.set(timeMs, place);
    return place;
  };
  for (const operation of one.input) placeAt(isWatermark(operation) ? operation.watermark : operation.ts);
  const events = new Map(one.input.flatMap((each) => (isWatermark(each) ? [] : [[each.seq, each] as const])));
  const placeTime = (place: object): number => {
    return "seq" in place
      ? (events.get(place.seq as number) as CaseEvent).ts
      : (place as { watermark: number }).watermark;
  };
  for (const { match, at } of one.matches ?? []) {
    placeAt(placeTime(at)).out.push({ match, ts: 0 });
  }
  for (const { partial, timeoutTs, at } of one.timeouts ?? []) {
    placeAt(placeTime(at)).timeouts.push({ partial: partial as never, ts: timeoutTs });
  }
  return [...times].map(([timeMs, { out, timeouts }]) => {
    return { timeMs, ...normal(one, { out: [...out, { watermark: timeMs }], timeouts }) };
  });
}

/**
 * The time of a match. One that a negation ends has the time at which that is over, whenever it was noticed: the recorded time
 * is that of the next event or watermark.
 */
function timeOf({ pattern: { steps }, input }: CepCase, { match, ts }: { match: object; ts: number }): number {
  const last = steps.at(-1)!;
  if (last.contiguity !== "notFollowedBy") return ts;
  const times = Object.values(match as CaseMatch)
    .flat()
    .map((seq) => input.flatMap((each) => ("seq" in each && each.seq === seq ? [each.ts] : []))[0]!);
  const windows = steps.flatMap(({ within = [] }) => within);
  const firstMs = Math.min(...windows.flatMap(({ ms, type }) => (type === "firstAndLast" ? [ms] : [])));
  const previousMs = last.within?.find(({ type }) => type === "previousAndCurrent")?.ms ?? Number.POSITIVE_INFINITY;
  const dueMs = Math.min(Math.min(...times) + firstMs, Math.max(...times) + previousMs);
  return dueMs <= ts ? dueMs : ts;
}

function sorted(match: object): unknown {
  return Object.entries(match).sort(([a], [b]) => (a < b ? -1 : 1));
}

function text(value: unknown): string {
  return JSON.stringify(value);
}
