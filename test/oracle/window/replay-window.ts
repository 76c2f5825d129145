import {
  collect,
  continuousEventTimeTrigger,
  countEvictor,
  countTrigger,
  type Dataset,
  type Evictor,
  endOfStreamTrigger,
  eventTimeTrigger,
  globalWindow,
  purgingTrigger,
  session,
  sliding,
  sum,
  type Trigger,
  timeEvictor,
  tumbling,
  type WindowedDataset,
} from "millrace";
import { at, crash, end, harness, type InputEvent, type OutputEvent, row, watermark } from "millrace/testing";
import type { RecordedTrigger, Step, WindowCase, WindowOperation } from "./case.ts";

/** The latest time that the recordings know, `2^63 − 1`. */
const lastTime = 2 ** 63;

interface Element {
  readonly key: string;
  readonly value: number;
}

/** A window that fired, before it takes the shape of the case. */
interface Fired {
  readonly key: string;
  readonly windowStart?: number;
  readonly windowEnd?: number;
  readonly total: number;
  readonly values: readonly number[];
}

/**
 * A case in both ways that results are made: a function of all rows, and aggregates, which have operators of their own
 * for windows that fire once. Both must agree; the order of values is that of arrival in the first only.
 */
export async function replayWindow(one: WindowCase): Promise<Step[]> {
  const processed = await steps(one, (input) => windowsOf(one, input).process(firedBy));
  const aggregated = await steps(one, (input) =>
    windowsOf(one, input).aggregate({
      total: sum((element) => element.value),
      values: collect((element) => element.value),
    }),
  );
  const wrong = differing(unordered(processed), unordered(aggregated));
  if (wrong === undefined) return processed;
  throw new Error(`aggregates differ from process: ${JSON.stringify(wrong)}`);
}

type Windows = WindowedDataset<Element, { readonly key: string }>;

function windowsOf({ assigner, trigger, evictor, allowedLateness }: WindowCase, input: Dataset<Element>): Windows {
  const keyed = input.keyBy((element) => element.key);
  const { size = 0, slide = 0, offset = 0, gap = 0 } = assigner;
  const window = {
    tumbling: () => keyed.window(tumbling(size, { offset })),
    sliding: () => keyed.window(sliding(size, { every: slide, offset })),
    session: () => keyed.window(session(gap)),
    global: () => keyed.window(globalWindow()),
  }[assigner.type]() as Windows;
  let windows = window.allowedLateness(allowedLateness);
  // The plain event-time trigger is what time windows have anyway: aggregates then choose their own operators.
  if (trigger.type !== "eventTime" || trigger.purging === true || assigner.type === "global") {
    windows = windows.trigger(triggerOf(trigger));
  }
  return evictor === null ? windows : windows.evict(evictorOf(evictor));
}

function triggerOf({ type, count, interval, purging }: RecordedTrigger): Trigger {
  const trigger = {
    eventTime: () => eventTimeTrigger(),
    count: () => countTrigger(count!),
    continuousEventTime: () => continuousEventTimeTrigger(interval!),
    endOfStream: () => endOfStreamTrigger(),
  }[type]();
  return purging === true ? purgingTrigger(trigger) : trigger;
}

function evictorOf({ type, count, size, after }: NonNullable<WindowCase["evictor"]>): Evictor {
  const options = { when: after ? "after" : "before" } as const;
  return type === "count" ? countEvictor(count!, options) : timeEvictor(size!, options);
}

function firedBy(window: {
  readonly key: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly rows: readonly Element[];
}): Fired[] {
  const { key, windowStart, windowEnd, rows } = window;
  const values = rows.map((element) => element.value);
  return [{ key, windowStart, windowEnd, total: values.reduce((a, b) => a + b, 0), values }];
}

async function steps(one: WindowCase, transform: (input: Dataset<Element>) => Dataset<Fired>): Promise<Step[]> {
  const driven = await harness(transform);
  const results: Step[] = [];
  for (const operation of distinctWatermarks(one.ops)) {
    await driven.send(eventOf(operation));
    const out = driven.output().map((event) => outputOf(event, one));
    const late = driven.side("late").map(({ value, timeMs }) => {
      const element = value as Element;
      return { value: [element.key, element.value], ts: timeMs };
    });
    results.push(late.length === 0 || one.lateSideOutput === false ? { out } : { out, late });
  }
  await driven.close();
  return results;
}

/**
 * The recordings send equal watermarks, which set off timers that were set since. Here a watermark has to advance: it does
 * by less than any two times differ.
 */
export function distinctWatermarks<Operation extends object>(operations: readonly Operation[]): Operation[] {
  const newest = new Map<unknown, number>();
  return operations.map((operation) => {
    if (!("watermark" in operation)) return operation;
    const input = "input" in operation ? operation.input : undefined;
    const before = newest.get(input) ?? Number.NEGATIVE_INFINITY;
    const given = operation.watermark as number;
    const watermark = given > before ? given : before + leastStep;
    newest.set(input, watermark);
    return { ...operation, watermark };
  });
}

const leastStep = 2 ** -12;

/** The recorded watermark of one that was made distinct. */
export function recordedWatermark(timeMs: number): number {
  return Math.floor(timeMs);
}

function eventOf(operation: WindowOperation): InputEvent {
  if ("restoreFromSnapshot" in operation) return crash;
  if ("watermark" in operation) return operation.watermark >= lastTime ? end : watermark(operation.watermark);
  const { key, value, ts } = operation;
  return ts === null ? row({ key, value }) : at(ts, { key, value });
}

function outputOf(event: OutputEvent, { outputShape }: WindowCase): Step["out"][number] {
  if (event.event === "end") return { watermark: lastTime };
  if (event.event === "watermark") return { watermark: recordedWatermark(event.timeMs) };
  return { value: shaped(event.value as Fired, outputShape), ts: event.timeMs ?? lastTime };
}

function shaped(fired: Fired, shape: string | undefined): unknown {
  const { key, total, values } = fired;
  const bounds = [finite(fired.windowStart), finite(fired.windowEnd)];
  switch (shape) {
    case "[key,sum]":
      return [key, total];
    case '["key-sum",windowStart,windowEnd]':
      return [`${key}-${total}`, ...bounds];
    case '"GOT: (k,v),(k,v)"':
      return `GOT: ${values.map((value) => `(${key},${value})`).join(",")}`;
    default:
      return [key, total, values, ...bounds];
  }
}

function finite(time: number | undefined): number | null {
  return time === undefined || !Number.isFinite(time) ? null : time;
}

/** Without the order of the values in a window. */
export function unordered(given: readonly Step[]): Step[] {
  return given.map((step) => ({
    ...step,
    out: step.out.map((one) => ("value" in one ? { ...one, value: sortedValues(one.value) } : one)),
  }));
}

function sortedValues(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((part) => (Array.isArray(part) ? [...part].sort((a: number, b: number) => a - b) : part));
}

/** The first operation whose results differ: as multisets, but for watermarks, which come after what they triggered. */
export function differing(
  expected: readonly Step[],
  got: readonly Step[],
): { expected: unknown; got: unknown } | undefined {
  const operation = expected.findIndex((step, at) => comparable(step) !== comparable(got[at]!));
  if (operation < 0) return undefined;
  return { expected: { operation, ...expected[operation] }, got: got[operation] };
}

function comparable({ out, late = [], lateLeft = [], lateRight = [] }: Step): string {
  const texts = (rows: readonly unknown[]): string =>
    rows
      .map((one) => JSON.stringify(one))
      .sort()
      .join("\n");
  const records = out.filter((one) => "value" in one);
  const watermarks = out.filter((one) => "watermark" in one);
  return [texts(records), JSON.stringify(watermarks), texts(late), texts(lateLeft), texts(lateRight)].join("\n--\n");
}
