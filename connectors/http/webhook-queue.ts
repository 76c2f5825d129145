import type { SplitPosition } from "../../core/io/mod.ts";
import type { HttpAnswer } from "../../core/platform/mod.ts";
import { type Delivered, later, taken } from "./webhook-request.ts";

/** Where a webhook stands, in a checkpoint. */
export interface WebhookPlace {
  /** How many requests were read whole. */
  readonly requests: number;
  /** The keys of the last of them. */
  readonly keys: readonly string[];
  /** How many rows were read of others, by their keys. */
  readonly parts: Readonly<Record<string, number>>;
}

/** A request that was not answered yet. */
interface Request extends Delivered {
  /** Rows that were read. */
  given: number;
  /** Its number among those that were read whole. */
  number: number;
  /** Whoever has sent it, and sent it again meanwhile. */
  readonly senders: ((answer: HttpAnswer) => void)[];
}

/** Keys that are remembered: a sender does not try again for longer than others have sent so many requests. */
const rememberedKeys = 5000;

export interface WebhookQueue {
  /** Settles with what the sender is answered. */
  deliver(delivered: Delivered): Promise<HttpAnswer>;
  /** Rows, at most so many, in the order in which they came; none where nothing has come. */
  take(most: number): unknown[];
  /** Settles once there is something to take, or `close` was called. */
  news(): Promise<void>;
  place(): WebhookPlace;
  /** Answers the requests that were read whole, those up to a number. */
  safe(requests?: number): void;
  /** Answers all that wait that they are to be sent again. */
  close(): void;
}

/** Requests on their way from their arrival to their answer, each given once by its key. */
export function webhookQueue(from: WebhookPlace | undefined, most: number, timeoutMs: number): WebhookQueue {
  const read = readSoFar(from);
  const waiting: Request[] = [];
  let unsafe: Request[] = [];
  /** Not answered yet, by their keys. */
  const known = new Map<string, Request>();
  let isClosed = false;
  let wake: (() => void) | undefined;

  const answer = (request: Request, text: HttpAnswer): void => {
    if (request.key !== undefined) known.delete(request.key);
    for (const send of request.senders) send(text);
  };
  const sender = (request: Request): Promise<HttpAnswer> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(later("its rows were not safe in time")), timeoutMs);
      request.senders.push((text) => {
        clearTimeout(timer);
        resolve(text);
      });
    });
  return {
    deliver: async ({ key, rows }) => {
      if (isClosed) return later("the run has ended");
      const before = key === undefined ? undefined : known.get(key);
      if (before !== undefined) return sender(before);
      if (rows.length === 0 || read.isWhole(key)) return taken(0);
      if (waiting.length >= most) return later(`${most} others wait`);
      const given = Math.min(read.partOf(key), rows.length - 1);
      const request: Request = { key, rows, given, number: 0, senders: [] };
      if (key !== undefined) known.set(key, request);
      waiting.push(request);
      wake?.();
      return sender(request);
    },
    take: (batchRows) => {
      const { rows, whole } = takenFrom(waiting, read, batchRows);
      unsafe.push(...whole);
      return rows;
    },
    news: async () => {
      if (waiting.length > 0 || isClosed) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = undefined;
    },
    place: () => read.place(),
    safe: (upTo = Number.POSITIVE_INFINITY) => {
      const done = unsafe.filter(({ number }) => number <= upTo);
      unsafe = unsafe.slice(done.length);
      for (const request of done) answer(request, taken(request.rows.length));
    },
    close: () => {
      isClosed = true;
      for (const request of [...waiting.splice(0), ...unsafe.splice(0)]) answer(request, later("the run has ended"));
      wake?.();
    },
  };
}

interface ReadSoFar {
  isWhole(key: string | undefined): boolean;
  /** How many rows of a request were read that was not read whole. */
  partOf(key: string | undefined): number;
  part(key: string | undefined, rows: number): void;
  /** Gives the number of the request. */
  whole(key: string | undefined): number;
  place(): WebhookPlace;
}

/** Rows of those that wait, and the requests that are read whole by them. */
function takenFrom(waiting: Request[], read: ReadSoFar, most: number): { rows: unknown[]; whole: Request[] } {
  const rows: unknown[] = [];
  const whole: Request[] = [];
  while (waiting.length > 0 && rows.length < most) {
    const request = waiting[0]!;
    const some = request.rows.slice(request.given, request.given + most - rows.length);
    rows.push(...some);
    request.given += some.length;
    if (request.given < request.rows.length) {
      read.part(request.key, request.given);
      break;
    }
    waiting.shift();
    request.number = read.whole(request.key);
    whole.push(request);
  }
  return { rows, whole };
}

/** What was read, as checkpoints keep it. */
function readSoFar(from: WebhookPlace | undefined): ReadSoFar {
  let { requests = 0 } = from ?? {};
  const keys = new Set(from?.keys);
  const parts = new Map(Object.entries(from?.parts ?? {}));
  return {
    isWhole: (key) => key !== undefined && keys.has(key),
    partOf: (key) => (key === undefined ? 0 : (parts.get(key) ?? 0)),
    part: (key, rows) => {
      if (key !== undefined) parts.set(key, rows);
    },
    whole: (key) => {
      if (key !== undefined) {
        parts.delete(key);
        keys.add(key);
        if (keys.size > rememberedKeys) keys.delete(keys.values().next().value!);
      }
      return ++requests;
    },
    place: () => ({ requests, keys: [...keys], parts: Object.fromEntries(parts) }),
  };
}

export function placeIn(position: SplitPosition | undefined): WebhookPlace | undefined {
  return position as WebhookPlace | undefined;
}
