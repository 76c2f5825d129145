import { expect } from "vitest";
import type { Batch } from "../../../core/data/batch.ts";
import { lengthOf } from "../../../core/data/batch.ts";
import { rowReader } from "../../../core/expression/row-reader.ts";
import type { Operator } from "../../../core/operators/operator.ts";
import type { StateDisk } from "../../../core/state/state.ts";
import type { RowEvent } from "../../../core/testing/event.ts";
import { batchOf } from "../../../core/testing/event-batch.ts";
import { memoryFolder } from "../../../core/testing/memory-folder.ts";
import { type Exchange, operatorHost } from "../../../core/testing/operator-host.ts";

/** Rows of an input that come together, or how far event time is then. */
export type Step = { readonly input?: 0 | 1; readonly rows: readonly RowEvent[] } | { readonly watermark: number };

export interface Case {
  readonly operator: () => Operator;
  readonly exchange: readonly Exchange[];
  readonly steps: readonly Step[];
  /** What all state on disk may have in memory. Default: 64 kB. */
  readonly memoryBytes?: number;
}

type Place = "memory" | "disk";

/** Where the state of an operator is, one after another: it is restored in between, in turn from files and from copies. */
const journeys: readonly (readonly Place[])[] = [
  ["disk", "disk", "disk"],
  ["disk", "memory", "disk"],
  ["memory", "disk", "memory"],
];

/**
 * Says that an operator gives with most of its state on disk what it gives in memory, also when it goes on from files and copies,
 * from there in memory, and back.
 *
 * @param most Bytes of state that all files must have together at least.
 */
export function expectAlikeOnDisk(given: Case, most: number): void {
  const inMemory = play(given, ["memory"]);
  expect(inMemory.rows.length).toBeGreaterThan(0);
  for (const places of journeys) {
    const onDisk = play(given, places);
    expect(onDisk.rows, places.join(", then ")).toEqual(inMemory.rows);
    if (!places.includes("memory")) expect(onDisk.writtenBytes).toBeGreaterThan(most);
  }
}

function play({ operator, exchange, steps, memoryBytes = 65_536 }: Case, places: readonly Place[]) {
  const rows: string[] = [];
  let folder = memoryFolder();
  let writtenBytes = 0;
  let at = 0;
  const options = {
    operator: operator(),
    outputs: (parallelism: number) => Array.from({ length: parallelism }, () => outputInto(rows)),
    exchange,
    memoryBytes: Number.POSITIVE_INFINITY,
    onFailure: (message: string) => {
      throw new Error(message);
    },
    count: () => undefined,
    get disk(): StateDisk | undefined {
      return places[at] === "disk" ? { folder: folder.folder, memoryBytes } : undefined;
    },
  };
  const host = operatorHost(options, 1);
  const each = Math.ceil(steps.length / places.length);
  steps.forEach((step, k) => {
    if (k > 0 && k % each === 0) {
      at++;
      folder = memoryFolder();
      host.crash(1);
    }
    if ("watermark" in step) host.watermark(step.watermark, undefined);
    else host.batch(batchOf(step.rows, { layout: "columns" }), step.input ?? 0);
    writtenBytes = Math.max(
      writtenBytes,
      folder.names.reduce((sum, name) => sum + folder.bytesOf(name).length, 0),
    );
  });
  host.end(undefined);
  host.close();
  return { rows: rows.sort(), writtenBytes };
}

function outputInto(rows: string[]) {
  return {
    emit: (batch: Batch) => {
      const read = rowReader(batch);
      for (let k = 0; k < lengthOf(batch); k++) {
        const row = batch.selection === undefined ? k : batch.selection[k]!;
        rows.push(JSON.stringify([batch.kinds?.[row] ?? 0, read(row)]));
      }
    },
    watermark: () => undefined,
    status: () => undefined,
    barrier: () => undefined,
    end: () => undefined,
    needed: true,
  };
}
