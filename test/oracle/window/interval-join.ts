import { type Dataset, durationMs } from "millrace";
import { at, crash, harness, type InputEvent, on, watermark } from "millrace/testing";
import type { IntervalJoinCase, JoinOperation, Step } from "./case.ts";

interface Row {
  readonly key: string;
  readonly value: unknown;
}

const bothInclusive = { lowerInclusive: true, upperInclusive: true };

export async function replayIntervalJoin(one: IntervalJoinCase): Promise<Step[]> {
  const restore = one.ops.findIndex((operation) => "restoreFromSnapshot" in operation);
  if (isMirrored(one) && restore >= 0) {
    const before = await replayIntervalJoin({ ...one, ops: one.ops.slice(0, restore) });
    const mirrored = { ...one, lower: -one.upper, upper: -one.lower, ops: one.ops.slice(restore + 1) };
    return [...before, { out: [] }, ...(await replayIntervalJoin(mirrored))];
  }
  return onlyWatermarks(one) ? (await steps(one)).map(withoutPairs) : steps(one);
}

/** Upstream's test of mirrored bounds starts anew with a second operator, whose bounds are negated; recorded as a restore. */
function isMirrored({ id }: IntervalJoinCase): boolean {
  return id.includes("testImplementationMirrorsCorrectly");
}

/** The functions of these tests of upstream give nothing: they only check the times that pairs have. */
function onlyWatermarks({ id }: IntervalJoinCase): boolean {
  return /test(ReturnsCorrect|ContextCorrect(Left|Right)?)Timestamp/.test(id);
}

function withoutPairs(step: Step): Step {
  for (const one of step.out) {
    if ("value" in one && one.ts !== Math.max(...(one.value as string[]).map((name) => Number(name.split(":")[1])))) {
      throw new Error(`the time of a pair is not the later one of its rows: ${JSON.stringify(one)}`);
    }
  }
  return { ...step, out: step.out.filter((one) => !("value" in one)) };
}

async function steps(one: IntervalJoinCase): Promise<Step[]> {
  const driven = await harness((left: Dataset<Row>, right: Dataset<Row>) => join(one, left, right));
  const results: Step[] = [];
  for (const operation of one.ops) {
    await driven.send(eventOf(operation));
    const out = driven.output().map((event) => {
      return event.event === "row"
        ? { value: event.value, ts: event.timeMs! }
        : { watermark: event.event === "watermark" ? event.timeMs : Number.POSITIVE_INFINITY };
    });
    results.push({ out, ...lateOf(one, driven.side("lateLeft"), driven.side("lateRight")) });
  }
  await driven.close();
  return results;
}

function join(one: IntervalJoinCase, left: Dataset<Row>, right: Dataset<Row>): Dataset<unknown> {
  const { lower, upper, lowerInclusive, upperInclusive } = { ...bothInclusive, ...one };
  return left
    .keyBy((row) => row.key)
    .intervalJoin(
      right.keyBy((row) => row.key),
      {
        lower: lowerInclusive ? lower : { above: durationMs(lower, "lower") },
        upper: upperInclusive ? upper : { below: durationMs(upper, "upper") },
        select: (a, b) => [a.value, b.value],
      },
    );
}

function eventOf(operation: JoinOperation): InputEvent {
  if ("restoreFromSnapshot" in operation) return crash;
  if ("watermark" in operation) return on(operation.input - 1, watermark(operation.watermark));
  const { key = "" } = operation;
  if ("left" in operation) return on(0, at(operation.ts, { key, value: operation.left }));
  return on(1, at(operation.ts, { key, value: operation.right }));
}

/** Upstream's own tests have no keys and record what is late on the left only. */
function lateOf(one: IntervalJoinCase, left: readonly Late[], right: readonly Late[]): Omit<Step, "out"> {
  if (one.lowerInclusive === undefined) {
    return { late: left.map(({ value, timeMs }) => ({ value: (value as Row).value, ts: timeMs })) };
  }
  const recorded = ({ value, timeMs }: Late): unknown => {
    const row = value as Row;
    return { value: [row.key, row.value], ts: timeMs };
  };
  return { lateLeft: left.map(recorded), lateRight: right.map(recorded) };
}

interface Late {
  readonly value: unknown;
  readonly timeMs: number | undefined;
}
