import type { WebAbortSignal } from "../../core/io/mod.ts";
import { monotonicClock } from "../../core/platform/mod.ts";
import { pause } from "./pause.ts";

/** How one call to a server may fail. */
export interface CallFailures<Answer extends Error> {
  /** Whether the server has answered, though it refuses. */
  isAnswer(error: unknown): error is Answer;
  /** Whether a refusal may pass. That there was no answer always may. */
  mayPass(error: Answer): boolean;
  /** How long the server asks to be left alone, ms. Default: it does not say. */
  pauseMs?(error: Answer): number | undefined;
  /** What a user is told where there was no answer to the end. */
  explain(error: unknown): Error;
}

/** Does a call, and does it again as long as it may help. `limitMs` is what is left for it. */
export type Retried = <Value, Answer extends Error>(
  call: (limitMs: number) => Promise<Value>,
  failures: CallFailures<Answer>,
) => Promise<Value>;

/** A server that has never answered is more likely to be no server than to be down. */
const firstContactMs = 5_000;
const longestPauseMs = 2_000;
/** A try that has less time tells nothing of the server: what the one before it met counts. */
const leastTellingMs = 100;

/**
 * Tries calls to one server again, with pauses of random length that double: many clients of a server that comes back
 * should not ask all at once.
 *
 * @see Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015: "full jitter".
 */
export function patientRetry({
  retryForMs,
  signal,
  isKnown = false,
}: {
  readonly retryForMs: number;
  readonly signal?: WebAbortSignal | undefined;
  /** Whether it has answered somebody before. */
  readonly isKnown?: boolean;
}): Retried {
  let hasAnswered = isKnown;
  return async (call, { isAnswer, mayPass, explain, pauseMs: asked }) => {
    const begunMs = performance.now();
    const endMs = (): number => begunMs + (hasAnswered ? retryForMs : Math.min(retryForMs, firstContactMs));
    let met: unknown;
    for (let tries = 0; ; tries++) {
      signal?.throwIfAborted();
      const limitMs = hasAnswered ? Number.POSITIVE_INFINITY : Math.max(1, endMs() - performance.now());
      try {
        const value = await call(limitMs);
        hasAnswered = true;
        return value;
      } catch (error) {
        signal?.throwIfAborted();
        const answer = isAnswer(error) ? error : undefined;
        hasAnswered ||= answer !== undefined;
        if (met === undefined || limitMs >= leastTellingMs) met = error;
        const ownMs = Math.random() * Math.min(longestPauseMs, 100 * 2 ** tries);
        // Many that were told the same should not all come back at once.
        const pauseMs = ownMs + ((answer === undefined ? undefined : asked?.(answer)) ?? 0);
        const isLast = performance.now() + pauseMs > endMs() || (answer !== undefined && !mayPass(answer));
        if (isLast) throw answer ?? explain(met);
        await pause(monotonicClock, pauseMs, signal === undefined ? [] : [signal]);
      }
    }
  };
}

/** Ends a call once it has made no progress for so long, or when `signal` says so. */
export async function watched<Value>(
  limitMs: number,
  signal: WebAbortSignal | undefined,
  call: (signal: AbortSignal, alive: () => void) => Promise<Value>,
): Promise<Value> {
  const controller = new AbortController();
  let aliveMs = performance.now();
  const look = (): void => {
    if (performance.now() - aliveMs >= limitMs)
      controller.abort(new Error(`not a byte for ${Number((limitMs / 1000).toPrecision(3))} s`));
  };
  const timer = setInterval(look, Math.max(1, Math.min(limitMs / 2, 500)));
  const onAbort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await call(controller.signal, () => {
      aliveMs = performance.now();
    });
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Why there was no answer, as shortly as the system says it: `ECONNREFUSED`. */
export function errorReason(error: unknown): string {
  const { code, cause, message } = error as { code?: unknown; cause?: unknown; message?: string };
  if (typeof code === "string" && code !== "") return code;
  return cause === undefined ? (message ?? String(error)) : errorReason(cause);
}

/** Whether what such a reason, or code, says is that a certificate is not trusted. */
export function isOfCertificate(reason: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(reason);
}

/** What to do about a server's certificate where no option names authorities. */
export const untrustedCertificate =
  "give it a certificate that this machine trusts (NODE_EXTRA_CA_CERTS: a file of authorities in PEM)";

/** The same where one does. */
export function untrustedBy(options: string): string {
  return `give tls: { ca } of ${options} the certificate that signed it, in PEM, or have this machine trust it (NODE_EXTRA_CA_CERTS)`;
}
