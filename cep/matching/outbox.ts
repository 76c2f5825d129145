/** Where matches and what ran out of time go: rows with their times, until they are sent on. */
export interface Outbox {
  match(row: Readonly<Record<string, readonly unknown[]>>, timeMs: number): void;
  /** Whether anybody looks at what ran out of time. */
  readonly wantsTimeouts: boolean;
  timeout(row: Readonly<Record<string, readonly unknown[]>>, timeMs: number): void;
}
