import { onSignal } from "../core/platform/mod.ts";

/** Exit code of what Ctrl-C stopped, or `millrace cancel`: 128 and the number of the signal, as shells have it. */
export const interrupted = 130;

const codes = { SIGINT: interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

/** Whether an exit code says that the process was told to stop. */
export function isOfStop(code: number): boolean {
  return Object.values<number>(codes).includes(code);
}

/** Calls `listener` with the exit code at each Ctrl-C, request to end, or terminal that is closed. Gives what takes it back. */
export function onStopSignal(listener: (code: number) => void): () => void {
  const release = (Object.keys(codes) as (keyof typeof codes)[]).map((signal) =>
    onSignal(signal, () => listener(codes[signal])),
  );
  return () => {
    for (const each of release) each();
  };
}
