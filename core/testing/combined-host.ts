import type { Combination } from "../operators/operator.ts";
import type { Output } from "../runtime/subtask.ts";
import { heard, watermarkTracker } from "../runtime/watermark-tracker.ts";
import { type HostOptions, type OperatorHost, operatorHost } from "./operator-host.ts";

/** Runs an operator as the two that it can be split into around an exchange, both in as many subtasks. */
export function combinedHost(
  { before, after, key }: Combination,
  options: HostOptions,
  parallelism: number,
): OperatorHost {
  const second = operatorHost(
    { ...options, operator: after, exchange: key === undefined ? [() => 0] : [(row: object) => keyOf(row, key.names)] },
    parallelism,
  );
  const first = operatorHost(
    { ...options, operator: before, exchange: ["rebalance"], outputs: (count) => outputsInto(second, count) },
    parallelism,
  );
  return {
    ...first,
    barrier: () => {
      first.barrier();
      second.barrier();
    },
    crash: (next) => {
      first.crash(next);
      second.crash(next);
    },
    close: () => {
      first.close();
      second.close();
    },
  };
}

function outputsInto(host: OperatorHost, parallelism: number): readonly Output[] {
  const tracker = watermarkTracker(parallelism);
  let open = parallelism;
  const advance = (advanced: number | undefined): void => {
    if (advanced !== undefined && advanced < Number.POSITIVE_INFINITY) host.watermark(advanced, 0);
  };
  return Array.from({ length: parallelism }, (_, subtask) => ({
    emit: (batch) => host.batch(batch, 0),
    watermark: (timeMs) => advance(tracker.advance(subtask, timeMs)),
    status: (status, timeMs) => advance(heard(tracker, status, subtask, timeMs)),
    // Snapshots are taken of both at once.
    barrier: () => undefined,
    end: () => {
      if (--open === 0) host.end(0);
    },
    needed: true,
  }));
}

function keyOf(row: object, names: readonly string[]): unknown {
  const values = row as Record<string, unknown>;
  return names.length === 1 ? values[names[0]!] : Object.fromEntries(names.map((name) => [name, values[name]]));
}
