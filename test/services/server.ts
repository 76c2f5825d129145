import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NotReady, type ServerProcess } from "./server-process.ts";

/** How a server is brought to run: one file of `servers/` each. */
export interface ServerRecipe<Endpoints extends object> {
  readonly name: string;
  /** Brings what is missing to the cache; gives the folder. */
  install(): Promise<string>;
  start(place: ServerPlace): Promise<StartedServer<Endpoints>>;
}

export interface ServerPlace {
  /** What `install` gave. */
  readonly package: string;
  /** For its data, settings and logs; empty. */
  readonly folder: string;
  /** Whether its processes go on when this one ends. */
  readonly outlives: boolean;
}

export interface StartedServer<Endpoints extends object> {
  /** Addresses and credentials. */
  readonly endpoints: Endpoints;
  readonly processes: readonly ServerProcess[];
}

export interface RunningServer<Endpoints extends object> extends StartedServer<Endpoints> {
  readonly folder: string;
  /** Ends its processes, at once, and removes its data. */
  stop(): Promise<void>;
}

/** Installs and starts a server on free ports of loopback; one that cannot start is an error with the end of its log, which stays. */
export async function startServer<Endpoints extends object>(
  recipe: ServerRecipe<Endpoints>,
  { outlives = false }: { readonly outlives?: boolean } = {},
): Promise<RunningServer<Endpoints>> {
  const installed = await recipe.install();
  for (let tries = 1; ; tries++) {
    const folder = mkdtempSync(join(tmpdir(), `millrace-${recipe.name}-`));
    try {
      const { endpoints, processes } = await recipe.start({ package: installed, folder, outlives });
      const stop = async (): Promise<void> => {
        for (const one of processes) await one.kill();
        rmSync(folder, { recursive: true, force: true });
      };
      return { endpoints, processes, folder, stop };
    } catch (error) {
      // Somebody may have taken a port meanwhile: others are tried.
      if (error instanceof NotReady && tries < 3) continue;
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`Cannot start ${recipe.name} as it must serve: got ${why}\n(its logs are in ${folder})`, {
        cause: error,
      });
    }
  }
}
