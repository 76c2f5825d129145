import { type Batch, lengthOf } from "../data/batch.ts";
import type { Router } from "./router.ts";
import type { Output, Receiver } from "./subtask.ts";

/** An edge out of one subtask. */
export interface OutEdge {
  readonly side: string | undefined;
  readonly route: Router;
  readonly targets: readonly Receiver[];
  readonly input: number;
  /** This subtask's channel at each target. */
  readonly channel: number;
  /** The only target that is ever sent to, if there is only one. */
  readonly only: Receiver | undefined;
}

export interface CountedOutput extends Output {
  /** Rows and batches that the main output was given. */
  readonly rows: number;
  readonly batches: number;
  /** How far event time is in what it was given: −∞ before the first watermark, +∞ when all has been given. */
  readonly given: number;
}

/** Sends to all edges of a subtask. In this host a channel is a call: what is sent is processed when it returns. */
export function fanOut(edges: readonly OutEdge[]): CountedOutput {
  let rows = 0;
  let batches = 0;
  let given = Number.NEGATIVE_INFINITY;
  return {
    get rows() {
      return rows;
    },
    get batches() {
      return batches;
    },
    get given() {
      return given;
    },
    emit: (batch: Batch, side) => {
      if (side === undefined) {
        rows += lengthOf(batch);
        batches++;
      }
      for (const edge of edges) {
        if (edge.side !== side) continue;
        edge.route(batch, (target, part) => edge.targets[target]!.receive(part, edge.input, edge.channel));
      }
    },
    reads: (side) => edges.some((edge) => edge.side === side),
    watermark: (timeMs) => {
      given = Math.max(given, timeMs);
      for (const edge of edges) for (const target of reached(edge)) target.watermark(timeMs, edge.input, edge.channel);
    },
    status: (status, timeMs) => {
      if (status === "idle") given = Math.max(given, timeMs);
      for (const edge of edges)
        for (const target of reached(edge)) target.status(status, timeMs, edge.input, edge.channel);
    },
    barrier: (barrier) => {
      for (const edge of edges) for (const target of reached(edge)) target.barrier(barrier, edge.input, edge.channel);
    },
    end: () => {
      given = Number.POSITIVE_INFINITY;
      for (const edge of edges) for (const target of reached(edge)) target.end(edge.input, edge.channel);
    },
    get needed() {
      return edges.length === 0 || edges.some((edge) => reached(edge).some((target) => target.needed));
    },
  };
}

function reached(edge: OutEdge): readonly Receiver[] {
  return edge.only === undefined ? edge.targets : [edge.only];
}
