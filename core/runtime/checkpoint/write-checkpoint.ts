import { yieldToEventLoop } from "../../platform/mod.ts";
import { type CapturedPiece, type CapturedStage, captured } from "./capture.ts";
import { encodeManifest, type Manifest, type StoredStage } from "./manifest.ts";
import { type Place, type StateWriter, stateWriter } from "./state-file.ts";
import {
  type CheckpointFiles,
  type KnownCheckpoint,
  loadCheckpoint,
  manifestPath,
  readPlaces,
  stateFileName,
} from "./store.ts";

/** A checkpoint to be written. */
export interface CheckpointToWrite {
  readonly files: CheckpointFiles;
  readonly dir: string;
  readonly kind: KnownCheckpoint["kind"];
  readonly id: number;
  readonly stages: readonly CapturedStage[];
  /** Files of earlier checkpoints from which what is still needed is moved, so that they can go. */
  readonly emptied: ReadonlySet<string>;
  /** All else that the manifest says, once what sinks prepare is there. */
  readonly rest: () => Promise<Omit<Manifest, "stages" | "id">>;
  /** Whether it is still wanted: looked at before it becomes visible. */
  readonly isWanted: () => boolean;
}

export interface WrittenCheckpoint {
  readonly path: string;
  readonly manifest: Manifest;
  /** What was written, not shared with earlier ones. */
  readonly writtenBytes: number;
}

/** Writes a checkpoint as one of another folder, with all that it needs. */
export async function copyCheckpoint(
  source: CheckpointFiles,
  path: string,
  to: Pick<CheckpointToWrite, "files" | "dir" | "id">,
): Promise<WrittenCheckpoint> {
  const { manifest, stages } = await loadCheckpoint(source, path);
  const { stages: _, id: __, ...rest } = manifest;
  return writeCheckpoint({
    ...to,
    kind: "checkpoint",
    stages: captured(stages, undefined),
    emptied: new Set(),
    rest: async () => ({ ...rest, kind: "checkpoint" }),
    isWanted: () => true,
  });
}

/** How much is taken of states in one go, between two batches, bytes. */
const sliceBytes = 4 << 20;

/** Writes the state, then the manifest, each durable before it has its name. What fails leaves nothing. */
export async function writeCheckpoint(checkpoint: CheckpointToWrite): Promise<WrittenCheckpoint> {
  const { files, dir, kind, id } = checkpoint;
  const name = stateFileName(kind, id);
  const writer = await stateWriter(files, `${dir}/${name}`, name);
  let published = false;
  try {
    const appended = await appendAll(checkpoint, writer);
    const { temporary, places, sizeBytes } = await writer.finish();
    const rest = await checkpoint.rest();
    requireWanted(checkpoint);
    published = true;
    await files.publish(temporary, `${dir}/${name}`);
    const manifest: Manifest = {
      ...rest,
      id,
      stages: storedStages(checkpoint.stages, new Map(appended.map((piece, at) => [piece, places[at]!]))),
    };
    const path = await writeManifest(checkpoint, manifest);
    return { path, manifest, writtenBytes: sizeBytes };
  } catch (error) {
    await (published ? removeUnnamed(checkpoint, `${dir}/${name}`) : writer.abort()).catch(() => undefined);
    throw error;
  }
}

/** State stays where a manifest that names it may have become visible all the same: it is a whole checkpoint then. */
async function removeUnnamed({ files, dir, kind, id }: CheckpointToWrite, path: string): Promise<void> {
  if ((await files.stat(manifestPath(dir, kind, id))) === undefined) await files.delete(path);
}

async function writeManifest(checkpoint: CheckpointToWrite, manifest: Manifest): Promise<string> {
  const { files, dir, kind, id } = checkpoint;
  const path = manifestPath(dir, kind, id);
  if ((await files.stat(path)) !== undefined) throw notAlone(path);
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

function notAlone(path: string): Error {
  return new Error(
    `Cannot write ${JSON.stringify(path)} as a folder of checkpoints must be one run's alone: got one that is there already; ` +
      "stop the other run, or give another folder",
  );
}

/** Appends what no earlier checkpoint has, and what is moved; gives those pieces in their order. */
async function appendAll(
  { files, dir, stages, emptied }: CheckpointToWrite,
  writer: StateWriter,
): Promise<CapturedPiece[]> {
  const pieces = allPieces(stages).filter(({ take, known }) => take !== undefined || emptied.has(known!.file));
  const moved = pieces.flatMap(({ take, known }) => (take === undefined ? [known!] : []));
  const bytesOf = await readPlaces(files, dir, moved);
  let inSlice = 0;
  for (const { take, known } of pieces) {
    const bytes = take === undefined ? bytesOf(known!) : take();
    inSlice += bytes.length;
    await writer.append(bytes, known !== undefined && emptied.has(known.file) ? undefined : known);
    if (inSlice < sliceBytes) continue;
    inSlice = 0;
    await yieldToEventLoop();
  }
  return pieces;
}

function allPieces(stages: readonly CapturedStage[]): CapturedPiece[] {
  return stages.flatMap(({ subtasks }) => subtasks.flatMap(({ states }) => states.flatMap(({ pieces }) => pieces)));
}

/** @param places Of what was appended; all else lies where it lay. */
function storedStages(stages: readonly CapturedStage[], places: ReadonlyMap<CapturedPiece, Place>): StoredStage[] {
  return stages.map(({ id, subtasks }) => ({
    id,
    subtasks: subtasks.map((subtask) => ({
      ...subtask,
      states: subtask.states.map((state) => ({
        ...state,
        pieces: state.pieces.map((piece) => ({
          id: piece.id,
          place: places.get(piece) ?? piece.known!,
          segment: piece.segment,
        })),
      })),
    })),
  }));
}
