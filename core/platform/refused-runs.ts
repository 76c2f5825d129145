const place: unique symbol = Symbol.for("millrace.refused-runs");

/** Shared by all copies of Millrace in a process: a job's module may import another one than who loads it. */
const shared = globalThis as { [place]?: (() => Error) | undefined };

/** From now on runs fail with this error, until what is given back is called. */
export function refuseRuns(error: () => Error): () => void {
  const before = shared[place];
  shared[place] = error;
  return () => {
    shared[place] = before;
  };
}

/** Why no run may begin now; undefined where it may. */
export function refusedRun(): Error | undefined {
  return shared[place]?.();
}
