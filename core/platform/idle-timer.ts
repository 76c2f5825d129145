import { clearTimeout, setTimeout } from "node:timers";

/** Calls `act` once so long has passed since the last `touch`. Does not keep the process alive. */
export function idleTimer(ms: number, act: () => void): { readonly touch: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    touch: () => {
      clearTimeout(timer);
      timer = setTimeout(act, ms);
      timer.unref();
    },
  };
}
