import { type Batch, lengthOf } from "../../data/batch.ts";
import type { Clock } from "../../platform/mod.ts";
import type { FeedBoard } from "../feed-board.ts";
import type { Output } from "../subtask.ts";

/** What a step with event time gives to, told how far behind its rows are: by the last of each batch. */
export function notingLag(output: Output, board: FeedBoard, clock: Clock): Output {
  return {
    emit: (batch, side) => {
      const feed = side === undefined ? board.reading : undefined;
      const timeMs = feed && lastTimeOf(batch);
      if (timeMs !== undefined) {
        feed!.fetchLagMs = feed!.lastRowsMs! - timeMs;
        feed!.emitLagMs = clock.nowMs() - timeMs;
      }
      output.emit(batch, side);
    },
    watermark: (timeMs) => output.watermark(timeMs),
    status: (status, timeMs) => output.status(status, timeMs),
    barrier: (barrier) => output.barrier(barrier),
    end: () => output.end(),
    get needed() {
      return output.needed;
    },
  };
}

function lastTimeOf(batch: Batch): number | undefined {
  const last = lengthOf(batch) - 1;
  return batch.times?.[batch.selection === undefined ? last : batch.selection[last]!];
}
