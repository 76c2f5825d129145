import { neverRight } from "../../data/never-right.ts";
import type { ExecutionSnapshot } from "../snapshot.ts";
import { type CapturedPiece, type CapturedStage, captured } from "./capture.ts";
import { encodeManifest, type Manifest, placesOf, type StoredStage } from "./manifest.ts";
import {
  type CheckpointFiles,
  checkpointsIn,
  type KnownCheckpoint,
  manifestPath,
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
  // Before any of its files gets a name that one of the other's has.
  const other = await ofAnother(checkpoint);
  if (other !== undefined) {
    for (const part of parts) await dropPart(files, part);
    throw neverRight(notAlone(manifestPath(dir, checkpoint.kind, id), other));
  }
  try {
    requireWanted(checkpoint);
    for (const { file } of parts) {
      if (file === undefined) continue;
      published.push(`${dir}/${file.name}`);
      await files.publish(file.temporary, `${dir}/${file.name}`);
    }
    const manifest: Manifest = { ...rest, id, stages };
    const path = await writeManifest(checkpoint, manifest);
    return { path, manifest, writtenBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
  } catch (error) {
    await removeUnnamed(checkpoint, published).catch(() => undefined);
    throw error;
  }
}

/** State stays where a manifest that names it may have become visible all the same: it is a whole checkpoint then. */
async function removeUnnamed(checkpoint: CheckpointToWrite, published: readonly string[]): Promise<void> {
  if (await isThere(checkpoint)) return;
  const { files, parts } = checkpoint;
  for (const part of parts) await dropPart(files, part);
  for (const path of published) await files.delete(path);
}

/** The newest checkpoint of the folder, if this run cannot have made it: numbers only grow. A savepoint must only take the place of none. */
async function ofAnother(checkpoint: CheckpointToWrite): Promise<string | undefined> {
  const { files, dir, kind, id } = checkpoint;
  if (kind === "savepoint") return (await isThere(checkpoint)) ? manifestPath(dir, kind, id) : undefined;
  const newest = (await checkpointsIn(files, dir)).find((known) => known.kind === "checkpoint");
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
    await files.publish(temporary, path);
    return path;
  } catch (error) {
    // It may have got its name all the same: then it must go before what it names.
    await (temporary === undefined ? file.abort() : files.delete(path).then(() => files.delete(temporary!)));
    throw error;
  }
}

function requireWanted({ id, isWanted }: CheckpointToWrite): void {
  if (!isWanted()) throw new Error(`Cannot finish checkpoint ${id} as it must be done in time: it was given up`);
}

/** Another run writes checkpoints to the same folder. Going on from these, beside it, would give its rows twice: nobody begins again. */
function notAlone(path: string, other: string): Error {
  return new Error(
    `Cannot write ${JSON.stringify(path)} as a folder of checkpoints must be one run's alone: got ${JSON.stringify(other)}, which is there already; ` +
      "stop the other run, or give another folder",
  );
}
