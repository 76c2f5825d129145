/** A place below a cell of a notebook: what is shown there again takes the place of what was. */
export interface NotebookPlace {
  /** @param bundle One thing in several media types. */
  show(bundle: object): Promise<void>;
}

interface Kernel {
  broadcast(type: string, content: object): Promise<void>;
}

/** Below the cell that runs now, where this is Deno's kernel of Jupyter; undefined everywhere else. */
export function notebookPlace(): NotebookPlace | undefined {
  const kernel = kernelOf(Reflect.get(globalThis, "Deno"));
  if (kernel === undefined) return undefined;
  const transient = { display_id: crypto.randomUUID() };
  let type = "display_data";
  return {
    show: async (data) => {
      const sent = kernel.broadcast(type, { data, metadata: {}, transient });
      type = "update_display_data";
      await sent;
    },
  };
}

function kernelOf(deno: unknown): Kernel | undefined {
  if (typeof deno !== "object" || deno === null) return undefined;
  try {
    return (deno as { jupyter?: Kernel }).jupyter;
  } catch {
    return undefined; // Deno that is no kernel throws where it is asked for one.
  }
}
