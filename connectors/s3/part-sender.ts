/** Parts that are sent at once. */
const inFlight = 3;

export interface PartSender<Part> {
  /** Parts so far. */
  readonly sent: number;
  /** Settles when there is room for another part; fails where an earlier one has. */
  send(part: Part): Promise<void>;
  settled(): Promise<void>;
}

/** @param sendOne Sends a part by its number, from 1 on. */
export function partSender<Part>(sendOne: (number: number, part: Part) => Promise<void>): PartSender<Part> {
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  let failure: { readonly error: unknown } | undefined;
  const check = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  return {
    get sent() {
      return sent;
    },
    send: async (part) => {
      check();
      const sending = sendOne(++sent, part)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => void underWay.delete(sending));
      underWay.add(sending);
      if (underWay.size >= inFlight) await Promise.race(underWay);
      check();
    },
    settled: async () => {
      await Promise.all(underWay);
      check();
    },
  };
}
