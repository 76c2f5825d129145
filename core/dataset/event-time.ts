import { checkOptions, type KnownOptions, requireOptions, shown } from "../data/options.ts";
import type { Lambda } from "../expression/read-lambda.ts";
import { type EventTimeSpec, withEventTime } from "../operators/with-event-time.ts";
import type { Port } from "../plan/node.ts";
import { type Duration, nonNegativeMs, positiveMs } from "../time/duration.ts";
import type { WatermarkStrategy } from "../time/watermark-strategy.ts";
import { mustBeLambda } from "./checks.ts";
import { ofStep, type StepOptions, stepOptions } from "./options.ts";
import { step } from "./plan-steps.ts";

/**
 * How far event time is at any moment: up to the watermark all rows are taken to have come. Right behind a source, watermarks
 * are made for each of its splits (files, partitions) and the least of them counts, so that none makes rows of another late.
 */
export interface EventTimeOptions<Row = never> extends StepOptions {
  /**
   * How much later than a newer one a record may come, within a split: the watermark trails the newest time by it.
   * Default 0: times never go back.
   */
  readonly outOfOrder?: Duration;
  /** In its place: functions of your own (`watermarkStrategy`), or `"none"` before the end of the input. */
  readonly watermarks?: "none" | WatermarkStrategy<Row>;
  /**
   * Splits without a row for so long are not waited for, until they have one again. Only time in which rows could have come
   * counts. Default: they are waited for.
   */
  readonly idleAfter?: Duration;
  /** Reads no split further than this beyond the last one of all that share the group's name. */
  readonly align?: AlignOptions;
}

export interface AlignOptions {
  readonly group: string;
  readonly maxDrift: Duration;
}

const eventTimeOptions: KnownOptions<EventTimeOptions> = {
  outOfOrder: true,
  watermarks: true,
  idleAfter: true,
  align: true,
  ...stepOptions,
};

const alignOptions: KnownOptions<AlignOptions> = { group: true, maxDrift: true };

/** `withEventTime(timeOf, options)`, or `withEventTime(options)` for the time that the source gives. */
export function eventTimeStep(input: Port, first: unknown, second: EventTimeOptions | undefined): Port {
  const fromSource = first === undefined || (typeof first === "object" && first !== null);
  const options = (fromSource ? (first ?? {}) : (second ?? {})) as EventTimeOptions;
  const timeOf = fromSource ? undefined : mustBeLambda(first, "take the event time", ".withEventTime((row) => row.at)");
  checkOptions(options, eventTimeOptions, "withEventTime");
  return step([input], withEventTime(specOf(timeOf, options)), ofStep(options));
}

function specOf(timeOf: Lambda | undefined, options: EventTimeOptions): EventTimeSpec {
  const { idleAfter, align } = options;
  return {
    timeOf,
    watermarks: watermarksOf(options),
    ...(idleAfter === undefined ? {} : { idleAfterMs: positiveMs(idleAfter, "idleAfter") }),
    ...(align === undefined ? {} : { align: alignmentOf(align) }),
  };
}

function watermarksOf({ outOfOrder, watermarks }: EventTimeOptions): EventTimeSpec["watermarks"] {
  if (watermarks === undefined) return nonNegativeMs(outOfOrder ?? 0, "outOfOrder");
  if (outOfOrder !== undefined) {
    throw new TypeError(
      `Cannot make watermarks in two ways as one must say how far event time is: got outOfOrder ${JSON.stringify(outOfOrder)} and watermarks; ` +
        "leave one of them out",
    );
  }
  if (watermarks === "none" || (typeof watermarks === "object" && "everyMs" in watermarks)) return watermarks;
  throw new TypeError(
    `Cannot make watermarks of ${shown(watermarks)} as they must be a strategy or "none": ` +
      "use for instance watermarkStrategy({ name, onRow }), or outOfOrder",
  );
}

function alignmentOf(align: AlignOptions): NonNullable<EventTimeSpec["align"]> {
  requireOptions(align, alignOptions, "align of withEventTime");
  if (typeof align.group !== "string" || align.group === "") {
    throw new TypeError(
      `Cannot align event time as its group must have a name: got ${JSON.stringify(align.group)}; ` +
        'use for instance { group: "payments", maxDrift: "1m" }',
    );
  }
  return { group: align.group, maxDriftMs: nonNegativeMs(align.maxDrift, "maxDrift") };
}
