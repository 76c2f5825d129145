import type { Footprint, Recoverable, StateSegment } from "../state.ts";
import type { OpenOnDisk } from "./restore-log.ts";

/** The log that state on disk is in, or what keeps one. */
export interface RecordsOnDisk {
  readAhead(keys: Float64Array, rows: Int32Array | undefined, count: number): void;
  seal(): readonly StateSegment[];
  restoreSegments(segments: readonly StateSegment[], target: Recoverable, open: OpenOnDisk): void;
  footprint(): Footprint;
  close(): void;
}

/** What the runtime asks of all state on disk alike. */
export type OnDisk = Required<Pick<Recoverable, "segments" | "restoreSegments" | "eachKey" | "footprint" | "close">> &
  Pick<RecordsOnDisk, "readAhead">;

/**
 * State with what its log does for it.
 *
 * @param open Opens such state, to be read as it was.
 */
export function onDisk<State extends Pick<Recoverable, "snapshot" | "restore">>(
  state: State,
  records: RecordsOnDisk,
  open: OpenOnDisk,
): State & OnDisk {
  return Object.assign(state, {
    readAhead: records.readAhead.bind(records),
    segments: () => records.seal(),
    restoreSegments: (segments: readonly StateSegment[]) => records.restoreSegments(segments, state, open),
    // What is on disk stands there with its keys: nobody needs to remember them.
    eachKey: () => undefined,
    footprint: () => records.footprint(),
    close: () => records.close(),
  });
}
