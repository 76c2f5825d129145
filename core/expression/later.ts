/** What a generated loop throws at a promise that would be taken for a condition. */
export const promised: unique symbol = Symbol("a promise");

export function refusePromised(value: object): void {
  if (value instanceof Promise) throw promised;
}

/** What a plain function gives that calls an async one: it would be a value, or count as true. */
export function nobodyWaits(step: string): TypeError {
  return new TypeError(
    `Cannot go on from ${step} with promises as nobody waits for them: got a promise; ` +
      "use apply(mapAsync(…)) for what a function gives later",
  );
}
