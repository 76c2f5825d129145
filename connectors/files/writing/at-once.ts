/** Files that one writer opens, ends, or gives their names side by side: what takes a server long is waited for once, and it is not flooded. */
export const filesAtOnce = 16;

/** Runs actions in the order in which they come, so many at a time; the others wait for their turn. */
export type Turns = <Value>(action: () => Promise<Value>) => Promise<Value>;

/**
 * @param failures After so many those that wait fail with the first of them, instead of asking a server that is gone one after another.
 */
export function turns(most: number = filesAtOnce, failures: number = 1): Turns {
  const waiting: (() => void)[] = [];
  const met: unknown[] = [];
  let underWay = 0;
  const run: Turns = async (action) => {
    try {
      if (met.length >= failures) throw met[0];
      return await action();
    } catch (error) {
      met.push(error);
      throw error;
    } finally {
      const next = waiting.shift();
      if (next === undefined) underWay--;
      // The next one takes its place.
      else next();
    }
  };
  return async (action) => {
    if (underWay < most) underWay++;
    else await new Promise<void>((begin) => void waiting.push(begin));
    return run(action);
  };
}

/** What `act` gives of each, in their order. All that was begun is over when the first failure is thrown. */
export async function mapInTurns<Item, Value>(
  items: readonly Item[],
  act: (item: Item) => Promise<Value>,
  turn: Turns = turns(),
): Promise<Value[]> {
  let failure: { readonly error: unknown } | undefined;
  const values = items.map((item) =>
    turn(() => act(item)).catch((error: unknown) => {
      failure ??= { error };
      return undefined as Value;
    }),
  );
  const all = await Promise.all(values);
  if (failure !== undefined) throw failure.error;
  return all;
}

/** The same of removing: one that fails keeps no other from being removed, unless nothing can be. */
export async function cleanUp<Item>(items: readonly Item[], remove: (item: Item) => Promise<void>): Promise<void> {
  await mapInTurns(items, remove, turns(filesAtOnce, filesAtOnce));
}
