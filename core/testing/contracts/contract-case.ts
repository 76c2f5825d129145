/** One sentence of a contract, as a test that any runner can run: it throws where the sentence is not true. */
export interface ContractCase {
  readonly name: string;
  run(): Promise<void>;
}

/** Compares as JSON does, so that any plain data may be given. */
export function expectSame(got: unknown, expected: unknown, what: string): void {
  const [gotText, expectedText] = [JSON.stringify(got), JSON.stringify(expected)];
  if (gotText === expectedText) return;
  throw new Error(`Cannot accept ${what} as it must be ${expectedText}: got ${gotText}; correct the implementation`);
}

export async function expectRejected(doing: Promise<unknown>, pattern: RegExp, what: string): Promise<void> {
  const message = await doing.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (message !== undefined && pattern.test(message)) return;
  throw new Error(
    `Cannot accept ${what} as it must fail with a message like ${pattern}: ` +
      `got ${message === undefined ? "no error" : JSON.stringify(message)}; correct the implementation`,
  );
}
