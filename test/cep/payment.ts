/** What rules and hostile patterns are tried on. */
export interface Payment {
  readonly card: string;
  readonly amount: number;
  readonly at: number;
}
