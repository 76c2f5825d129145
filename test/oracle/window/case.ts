/** A record that came out: `ts` is 2^63 − 1 for global windows. */
export interface Emitted {
  readonly value: unknown;
  readonly ts: number;
}

/** What one operation gave. */
export interface Step {
  readonly out: readonly (Emitted | { readonly watermark: number })[];
  readonly late?: readonly unknown[];
  readonly lateLeft?: readonly unknown[];
  readonly lateRight?: readonly unknown[];
}

export type WindowOperation =
  | { readonly key: string; readonly value: number; readonly ts: number | null }
  | { readonly watermark: number }
  | { readonly restoreFromSnapshot: true };

export interface RecordedTrigger {
  readonly type: "eventTime" | "count" | "continuousEventTime" | "endOfStream";
  readonly count?: number;
  readonly interval?: number;
  readonly purging?: boolean;
}

export interface WindowCase {
  readonly id: string;
  readonly operator: "window";
  readonly assigner: {
    readonly type: "tumbling" | "sliding" | "session" | "global";
    readonly size?: number;
    readonly slide?: number;
    readonly offset?: number;
    readonly gap?: number;
  };
  readonly trigger: RecordedTrigger;
  readonly evictor: {
    readonly type: "count" | "time";
    readonly count?: number;
    readonly size?: number;
    readonly after: boolean;
  } | null;
  readonly allowedLateness: number;
  readonly lateSideOutput?: boolean;
  readonly outputShape?: string;
  readonly ops: readonly WindowOperation[];
  readonly expected: readonly Step[];
}

export type JoinOperation =
  | { readonly key?: string; readonly left: unknown; readonly ts: number }
  | { readonly key?: string; readonly right: unknown; readonly ts: number }
  | { readonly watermark: number; readonly input: 1 | 2 }
  | { readonly restoreFromSnapshot: true };

export interface IntervalJoinCase {
  readonly id: string;
  readonly operator: "intervalJoin";
  readonly lower: number;
  readonly upper: number;
  readonly lowerInclusive?: boolean;
  readonly upperInclusive?: boolean;
  readonly ops: readonly JoinOperation[];
  readonly expected: readonly Step[];
}
