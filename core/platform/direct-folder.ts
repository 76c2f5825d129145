import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync, writeSync } from "node:fs";
import type { Clock } from "./clock.ts";
import { joinPath } from "./paths.ts";
import { machineName, processNumber, processRuns } from "./process.ts";
import { uniqueName } from "./random.ts";

/** A file that is read and written where it is, waiting for the system: what operators keep on disk. */
export interface DirectFile {
  /** Puts up to `length` bytes from `position` on into `into`, from `at` on; gives how many: fewer only at the end. */
  read(into: Uint8Array, at: number, length: number, position: number): number;
  /** Writes all bytes. Where that fails, some may have been written. */
  write(bytes: Uint8Array, position: number): void;
  close(): void;
}

/** Files of one process, by name, in a folder that nobody else uses and that goes with them. */
export interface DirectFolder {
  readonly path: string;
  create(name: string): DirectFile;
  remove(name: string): void;
  /** Removes all that is left. */
  close(): void;
}

const simulations = new WeakMap<Clock, () => DirectFolder>();

/** What runs by this clock keeps such files in folders that this makes from now on: in simulations, where no disk is needed. */
export function simulateFolders(clock: Clock, make: () => DirectFolder): void {
  simulations.set(clock, make);
}

/** Marks folders of this kind, so that those which a killed process left are found. */
const prefix = "millrace-state-";

/**
 * Makes a new folder in one that may be there or not, and removes what killed processes of this machine left in it.
 *
 * @param clock What it is used by runs by this one.
 */
export function directFolder(parent: string, clock?: Clock): DirectFolder {
  const simulated = clock && simulations.get(clock);
  if (simulated !== undefined) return simulated();
  explained("make a folder in", parent, () => mkdirSync(parent, { recursive: true }));
  removeLeft(parent);
  const path = joinPath(parent, `${prefix}${machineName()}-${processNumber()}-${uniqueName()}`);
  explained("make a folder in", parent, () => mkdirSync(path, { mode: 0o700 }));
  return {
    path,
    create: (name) => directFile(joinPath(path, name), path),
    remove: (name) => rmSync(joinPath(path, name), { force: true }),
    close: () => rmSync(path, { recursive: true, force: true }),
  };
}

function removeLeft(parent: string): void {
  const mine = `${prefix}${machineName()}-`;
  for (const name of explained("list", parent, () => readdirSync(parent))) {
    if (!name.startsWith(mine) || processRuns(Number.parseInt(name.slice(mine.length), 10))) continue;
    rmSync(joinPath(parent, name), { recursive: true, force: true });
  }
}

function directFile(path: string, folder: string): DirectFile {
  const file = explained("make a file in", folder, () => openSync(path, "wx+", 0o600));
  return {
    read: (into, at, length, position) => {
      let done = 0;
      while (done < length) {
        const count = readSync(file, into, at + done, length - done, position + done);
        if (count === 0) break;
        done += count;
      }
      return done;
    },
    write: (bytes, position) => {
      for (let at = 0; at < bytes.length; ) {
        at += explained("write to", folder, () => writeSync(file, bytes, at, bytes.length - at, position + at));
      }
    },
    close: () => closeSync(file),
  };
}

function explained<Value>(action: string, folder: string, doing: () => Value): Value {
  try {
    return doing();
  } catch (cause) {
    const { code = String(cause) } = cause as { code?: string };
    throw new Error(
      `Cannot ${action} ${JSON.stringify(folder)} as state on disk is kept there: got ${code}; ` +
        "free some space there, or keep state in a folder with more",
      { cause },
    );
  }
}
