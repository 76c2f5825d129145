/** Runs one action after another. */
export interface InOrder {
  /** Once one has failed, the others fail with it. */
  run<Value>(action: () => Promise<Value>): Promise<Value>;
  settled(): Promise<unknown>;
}

export function inOrder(): InOrder {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (action) => {
      const result = last.then(action);
      last = result;
      // Whoever waits for the last one meets the error.
      result.catch(() => undefined);
      return result;
    },
    settled: () => last,
  };
}
