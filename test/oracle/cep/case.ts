/** A recorded case of the files `cep-*.json`, whose `about` explains the fields. */
export interface CepCase {
  readonly id: string;
  readonly pattern: { readonly steps: readonly CaseStep[] };
  readonly skip: CaseSkip;
  readonly timeoutHandling: boolean;
  readonly input: readonly CaseInput[];
  /** Of runs without keys: what came out while an event was looked at, or time went on before it. */
  readonly matches?: readonly { readonly match: CaseMatch; readonly at: CasePlace }[];
  readonly timeouts?: readonly { readonly partial: CaseMatch; readonly timeoutTs: number; readonly at: CasePlace }[];
  readonly expectError?: boolean;
  /** Of runs by key: what came out at each operation. */
  readonly expected: readonly CaseOutput[];
  /** Why FlinkCEP refuses the pattern. */
  readonly rejectedWith?: string;
}

export interface CaseStep {
  readonly name?: string;
  readonly group?: readonly CaseStep[];
  readonly contiguity: "begin" | "next" | "followedBy" | "followedByAny" | "notNext" | "notFollowedBy";
  readonly quantifier: {
    readonly type: "one" | "times" | "loop";
    readonly from?: number;
    readonly to?: number | null;
    readonly inner?: "relaxed" | "consecutive" | "allowCombinations";
    readonly optional?: boolean;
    readonly greedy?: boolean;
    readonly windowMs?: number;
  };
  readonly where?: CaseCondition;
  readonly until?: CaseCondition;
  readonly within?: readonly { readonly ms: number; readonly type: "firstAndLast" | "previousAndCurrent" }[];
}

export interface CaseCondition {
  readonly op: string;
  readonly args?: readonly CaseCondition[];
  readonly left?: CaseExpression;
  readonly right?: CaseExpression;
  readonly type?: string;
}

export type CaseExpression =
  | { readonly agg: "sum" | "count" | "first"; readonly pattern: string; readonly field: string }
  | { readonly field: string }
  | { readonly const: string | number }
  | { readonly add: readonly CaseExpression[] }
  | { readonly ctx: "timestamp" };

export interface CaseSkip {
  readonly type: "noSkip" | "skipToNext" | "skipPastLastEvent" | "skipToFirst" | "skipToLast";
  readonly pattern?: string;
  readonly throwIfNoMatch?: boolean;
}

export interface CaseEvent {
  readonly seq: number;
  readonly ts: number;
  readonly key?: string;
  readonly type: string;
  readonly name: string;
  readonly price: number;
}

export type CaseInput = CaseEvent | { readonly watermark: number };

/** Sequence numbers of events, by step. */
export type CaseMatch = Readonly<Record<string, readonly number[]>>;

export type CasePlace = { readonly seq: number } | { readonly watermark: number } | { readonly phase: string };

export interface CaseOutput {
  readonly out: readonly ({ readonly match: CaseMatch; readonly ts: number } | { readonly watermark: number })[];
  readonly timeouts?: readonly { readonly partial: CaseMatch; readonly ts: number }[];
  readonly late?: readonly number[];
}
