import { isNeverRight, neverRight } from "../../data/never-right.ts";
import { FileExists } from "../../io/mod.ts";
import type { ExecutionSnapshot } from "../snapshot.ts";
import { type CapturedPiece, type CapturedStage, captured } from "./capture.ts";
import { encodeManifest, type Manifest, placesOf, type StoredStage } from "./manifest.ts";
import {
  type CheckpointFiles,
  checkpointsIn,
  type KnownCheckpoint,
  manifestPath,
  nameIn,
  readCheckpoint,
  stateFileName,
} from "./store.ts";
import { dropPart, type WrittenPart, writePart } from "./write-part.ts";

/** A checkpoint of which all state is written. */
export interface CheckpointToWrite {
  readonly files: CheckpointFiles;
  readonly dir: string;
  readonly kind: KnownCheckpoint["kind"];
  readonly id: number;
  readonly parts: readonly WrittenPart[];
  /** All subtasks of all parts. */
  readonly stages: readonly StoredStage[];
  /** All else that the manifest says. */
  readonly rest: Omit<Manifest, "stages" | "id">;
  /** Whether it is still wanted: looked at before it becomes visible. */
  readonly isWanted: () => boolean;
  /** The checkpoint of this folder that the run has taken before, or went on from. */
  readonly before?: string | undefined;
}

export interface WrittenCheckpoint {
  readonly path: string;
  readonly manifest: Manifest;
  /** What was written, not shared with earlier ones. */
  readonly writtenBytes: number;
}

/** A checkpoint all state of which is at hand. */
export interface WholeCheckpoint extends Pick<CheckpointToWrite, "files" | "dir" | "kind" | "id" | "rest"> {
  readonly stages: ExecutionSnapshot;
}

/** Writes a checkpoint that shares nothing with others. */
export async function writeWhole(whole: WholeCheckpoint): Promise<WrittenCheckpoint> {
  const { kind, id } = whole;
  const stages = captured(whole.stages, undefined);
  const part = await writePart({ ...whole, name: stateFileName(kind, id), stages, emptied: new Set() });
  const stored = part.stages as readonly StoredStage[];
  return writeCheckpoint({ ...whole, parts: [part], stages: stored, isWanted: () => true });
}

/** Writes a checkpoint as one of another folder, with all that it needs. */
export async function copyCheckpoint(
  source: CheckpointFiles,
  path: string,
  to: Pick<CheckpointToWrite, "files" | "dir" | "id">,
): Promise<WrittenCheckpoint> {
  const { manifest, dir } = await readCheckpoint(source, path);
  const { stages, id: _, ...rest } = manifest;
  const kind = "checkpoint";
  const emptied = new Set(placesOf(manifest).map(({ file }) => file));
  const from = { files: source, dir };
  const part = await writePart({ ...to, name: stateFileName(kind, to.id), stages: known(stages), emptied, from });
  const stored = part.stages as readonly StoredStage[];
  return writeCheckpoint({ ...to, kind, parts: [part], stages: stored, rest: { ...rest, kind }, isWanted: () => true });
}

/** All of it is where it was written. */
function known(stages: readonly StoredStage[]): CapturedStage[] {
  return stages.map(({ id, subtasks }) => ({
    id,
    subtasks: subtasks.map((subtask) => ({
      ...subtask,
      states: subtask.states.map((state) => ({
        ...state,
        pieces: state.pieces.map(({ place, ...piece }): CapturedPiece => ({ ...piece, take: undefined, known: place })),
      })),
    })),
  }));
}

/** Names the state, then writes the manifest, each durable before it has its name. What fails leaves nothing. */
export async function writeCheckpoint(checkpoint: CheckpointToWrite): Promise<WrittenCheckpoint> {
  const { files, dir, parts, id, stages, rest } = checkpoint;
  const published: string[] = [];
  let isNamed = false;
  try {
    // Before any of its files gets a name that one of the other's has.
    const other = await ofAnother(checkpoint);
    if (other !== undefined) throw neverRight(notAlone(manifestPath(dir, checkpoint.kind, id), other));
    requireWanted(checkpoint);
    for (const { file } of parts) {
      if (file === undefined) continue;
      const path = `${dir}/${file.name}`;
      published.push(path);
      await files.publish(file.temporary, path, { ifAbsent: true }).catch((error: unknown) => {
        if (error instanceof FileExists) published.pop();
        throw error;
      });
    }
    const manifest: Manifest = { ...rest, id, stages };
    isNamed = true;
    const path = await writeManifest(checkpoint, manifest);
    return { path, manifest, writtenBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
  } catch (error) {
    const came = isNeverRight(error) ? undefined : await otherSince(checkpoint, error, isNamed).catch(() => undefined);
    // What goes wrong as the files go is less than why they must.
    await removeUnnamed(checkpoint, published, error instanceof FileExists).catch(() => undefined);
    throw came === undefined ? error : neverRight(notAlone(manifestPath(dir, checkpoint.kind, id), came, error));
  }
}

/** What another run, which began at once with this one, has written meanwhile; what has this one's number may be its own once that was given. */
async function otherSince(
  checkpoint: CheckpointToWrite,
  error: unknown,
  isNamed: boolean,
): Promise<string | undefined> {
  if (error instanceof FileExists) return error.path;
  return ofAnother(isNamed ? { ...checkpoint, id: checkpoint.id + 1 } : checkpoint);
}

/** Named state stays where a manifest that names it may have become visible all the same: it is a whole checkpoint then. */
async function removeUnnamed(
  checkpoint: CheckpointToWrite,
  published: readonly string[],
  isTaken: boolean,
): Promise<void> {
  const { files, parts } = checkpoint;
  for (const part of parts) await dropPart(files, part);
  if (published.length === 0 || (!isTaken && (await isThere(checkpoint)))) return;
  for (const path of published) await files.delete(path);
}

/** The newest checkpoint of the folder, if this run cannot have made it: numbers only grow. A savepoint must only take the place of none. */
async function ofAnother(checkpoint: CheckpointToWrite): Promise<string | undefined> {
  const { files, dir, kind, id, before } = checkpoint;
  if (kind === "savepoint") return (await isThere(checkpoint)) ? manifestPath(dir, kind, id) : undefined;
  const known = await checkpointsIn(files, dir);
  if (before !== undefined && !known.some(({ path }) => nameIn(path) === nameIn(before))) {
    throw neverRight(gone(manifestPath(dir, kind, id), before));
  }
  const newest = known.find((one) => one.kind === "checkpoint");
  return newest !== undefined && newest.id >= id ? newest.path : undefined;
}

async function isThere({ files, dir, kind, id }: CheckpointToWrite): Promise<boolean> {
  return (await files.stat(manifestPath(dir, kind, id))) !== undefined;
}

async function writeManifest(checkpoint: CheckpointToWrite, manifest: Manifest): Promise<string> {
  const { files, dir, kind, id } = checkpoint;
  const path = manifestPath(dir, kind, id);
  const file = await files.write(path);
  let temporary: string | undefined;
  try {
    await file.write(encodeManifest(manifest));
    temporary = await file.finish();
    requireWanted(checkpoint);
    // Of runs that began at once one alone gets the number.
    await files.publish(temporary, path, { ifAbsent: true });
    return path;
  } catch (error) {
    if (temporary === undefined) await file.abort();
    else {
      // It may have got its name all the same: then it must go before what it names.
      if (!(error instanceof FileExists)) await files.delete(path);
      await files.delete(temporary);
    }
    throw error;
  }
}

function requireWanted({ id, isWanted }: CheckpointToWrite): void {
  if (!isWanted()) throw new Error(`Cannot finish checkpoint ${id} as it must be done in time: it was given up`);
}

/** Another run writes checkpoints to the same folder. Going on from these, beside it, would give its rows twice: nobody begins again. */
function notAlone(path: string, other: string, cause?: unknown): Error {
  return new Error(
    `Cannot write ${JSON.stringify(path)} as a folder of checkpoints must be one run's alone: got ${JSON.stringify(other)}, which is there already; ` +
      "stop the other run, or give another folder",
    { cause },
  );
}

/** Another run that is done removes all, and what it has committed is not this one's to give again. */
function gone(path: string, before: string): Error {
  return new Error(
    `Cannot write ${JSON.stringify(path)} as a folder of checkpoints must be one run's alone: got no ${JSON.stringify(before)} any more, from which ` +
      "this run goes on; see what removes them (another run in this folder does when it is done), and run one at a time",
  );
}
