import type { WebAbortSignal } from "../../core/io/mod.ts";
import { type Clock, sleepBy } from "../../core/platform/mod.ts";

/** Waits by a clock, or until any of the signals is given. No timer stays behind. */
export async function pause(clock: Clock, ms: number, until: readonly WebAbortSignal[]): Promise<void> {
  const stopped = Promise.withResolvers<void>();
  const stop = (): void => stopped.resolve();
  for (const signal of until) {
    if (signal.aborted) return;
    signal.addEventListener("abort", stop, { once: true });
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const passed =
    clock.sleep === undefined
      ? new Promise<void>((resolve) => {
          timer = setTimeout(resolve, ms);
        })
      : sleepBy(clock, ms);
  try {
    await Promise.race([passed, stopped.promise]);
  } finally {
    clearTimeout(timer);
    for (const signal of until) signal.removeEventListener("abort", stop);
  }
}
