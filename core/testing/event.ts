import type { changeKind } from "../data/batch.ts";
import { literal } from "./literal.ts";

/** What a row does to the collection before it. */
export type ChangeName = keyof typeof changeKind;

/** A record. Without a time it is of a dataset that has none. */
export interface RowEvent {
  readonly event: "row";
  readonly value: unknown;
  readonly timeMs: number | undefined;
  readonly change: ChangeName;
  /** Default 0. */
  readonly input?: number;
}

/** Event time reached this: of one input, or of all. */
export interface WatermarkEvent {
  readonly event: "watermark";
  readonly timeMs: number;
  readonly input?: number;
}

/** Processing time reached this. */
export interface ProcessingTimeEvent {
  readonly event: "processingTime";
  readonly timeMs: number;
}

/** The state is written down, the operator thrown away, and a fresh one goes on from the state. */
export interface CrashEvent {
  readonly event: "crash";
}

/** The end of one input, or of all; as output, the end of everything: the watermark +∞. */
export interface EndEvent {
  readonly event: "end";
  readonly input?: number;
}

export type InputEvent = RowEvent | WatermarkEvent | ProcessingTimeEvent | CrashEvent | EndEvent;

export type OutputEvent = RowEvent | WatermarkEvent | EndEvent;

/**
 * A record with its event time, ms.
 *
 * @example
 * ```ts
 * console.log(at(5, { price: 3 }).timeMs); // 5
 * ```
 */
export function at(timeMs: number, value: unknown): RowEvent {
  return { event: "row", value, timeMs, change: "insert" };
}

/** A record without event time. */
export function row(value: unknown): RowEvent {
  return { event: "row", value, timeMs: undefined, change: "insert" };
}

/** A record of a changelog that is new. */
export function insert(value: unknown, timeMs?: number): RowEvent {
  return { event: "row", value, timeMs, change: "insert" };
}

/** A record of a changelog that the next `updateAfter` replaces. */
export function updateBefore(value: unknown, timeMs?: number): RowEvent {
  return { event: "row", value, timeMs, change: "updateBefore" };
}

/** A record of a changelog in place of another. */
export function updateAfter(value: unknown, timeMs?: number): RowEvent {
  return { event: "row", value, timeMs, change: "updateAfter" };
}

/** A record of a changelog that is gone: the change `delete`. */
export function remove(value: unknown, timeMs?: number): RowEvent {
  return { event: "row", value, timeMs, change: "delete" };
}

/** Event time reaches this, ms: of all inputs, or by `on` of one. */
export function watermark(timeMs: number): WatermarkEvent {
  return { event: "watermark", timeMs };
}

/** The clock shows this, ms: timers and timeouts that are due by then go off. */
export function processingTime(timeMs: number): ProcessingTimeEvent {
  return { event: "processingTime", timeMs };
}

/** The operator is thrown away, and a fresh one goes on from the state that was written down. */
export const crash: CrashEvent = { event: "crash" };

/** The input ends: all of it, or by `on` one of several. As output, everything has ended. */
export const end: EndEvent = { event: "end" };

/**
 * An event of one input of several, counted from 0.
 *
 * @example
 * ```ts
 * console.log(on(1, watermark(10)).input); // 1
 * ```
 */
export function on<Event extends RowEvent | WatermarkEvent | EndEvent>(
  input: number,
  event: Event,
): Event & { readonly input: number } {
  return { ...event, input };
}

/** An event as it is written in a test. */
export function eventText(event: InputEvent): string {
  const text = plainText(event);
  return "input" in event && event.input !== undefined ? `on(${event.input}, ${text})` : text;
}

function plainText(event: InputEvent): string {
  switch (event.event) {
    case "row":
      return rowText(event);
    case "watermark":
    case "processingTime":
      return `${event.event}(${event.timeMs})`;
    default:
      return event.event;
  }
}

function rowText({ value, timeMs, change }: RowEvent): string {
  if (change === "insert") return timeMs === undefined ? `row(${literal(value)})` : `at(${timeMs}, ${literal(value)})`;
  const name = change === "delete" ? "remove" : change;
  return timeMs === undefined ? `${name}(${literal(value)})` : `${name}(${literal(value)}, ${timeMs})`;
}
