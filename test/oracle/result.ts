/** How one recorded case went. */
export interface OracleResult {
  readonly id: string;
  readonly expected: unknown;
  readonly got: unknown;
  readonly passed: boolean;
}

/**
 * What test/oracle/<suite>.ts exports as default: replays the content of one file of recorded cases through
 * the public API. A case that is not yet supported is a result that did not pass, and says so in `got`.
 */
export type OracleSuite = (file: unknown) => Promise<readonly OracleResult[]>;
