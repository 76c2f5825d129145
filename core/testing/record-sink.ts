import type { Sink } from "../io/sink.ts";
import { type WatermarkTracker, watermarkTracker } from "../runtime/watermark-tracker.ts";
import { end, type OutputEvent, watermark } from "./event.ts";
import { rowEvents } from "./recorder.ts";

/** A sink that takes anything and writes down what came, with the watermarks of all its subtasks together. */
export interface RecordSink {
  readonly sink: Sink<unknown>;
  /** Takes out what has come since the last time. */
  taken(): OutputEvent[];
}

export function recordSink(name: string): RecordSink {
  const events: OutputEvent[] = [];
  let tracker: WatermarkTracker | undefined;
  const sink: Sink<unknown> = {
    name,
    guarantee: "at-least-once",
    changes: "accepts",
    takes: "views",
    open: async ({ subtask, parallelism }) => {
      if (subtask === 0) tracker = watermarkTracker(parallelism);
      return {
        write: (batch) => void events.push(...rowEvents(batch)),
        watermark: (timeMs) => {
          const advanced = tracker!.advance(subtask, timeMs);
          if (advanced !== undefined) events.push(advanced === Number.POSITIVE_INFINITY ? end : watermark(advanced));
        },
        prepare: async () => undefined,
        close: async () => undefined,
      };
    },
    commit: async () => undefined,
  };
  return { sink, taken: () => events.splice(0) };
}
