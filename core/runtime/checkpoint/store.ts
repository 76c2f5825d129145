import type { FileInfo, FileSystem, Publishing } from "../../io/file-system.ts";
import type { StatePiece, StateSegment } from "../../state/state.ts";
import type { ExecutionSnapshot, SubtaskSnapshot, StoredState as TakenState } from "../snapshot.ts";
import { DamagedCheckpoint, damaged } from "./damaged.ts";
import {
  decodeManifest,
  type Manifest,
  placesOf,
  type StoredPiece,
  type StoredStage,
  type StoredState,
  type StoredSubtask,
} from "./manifest.ts";
import { type SegmentBytes, type SegmentSpool, spooled } from "./segment-spool.ts";
import { type Place, readPieces } from "./state-file.ts";

export type CheckpointFiles = FileSystem & Publishing;

/** What a run goes on from. */
export interface LoadedCheckpoint {
  readonly path: string;
  readonly manifest: Manifest;
  readonly stages: ExecutionSnapshot;
}

/** A checkpoint of a folder, by its number. */
export interface KnownCheckpoint {
  readonly id: number;
  readonly path: string;
  readonly kind: "checkpoint" | "savepoint";
}

const manifestName = /^(checkpoint|savepoint)-(\d{1,16})\.manifest$/;
const stateName = /^(checkpoint|savepoint)-(\d{1,16})(-\d{1,3})?\.state$/;

/** What a checkpoint is written to before it has its name. */
const temporaryName = /^\.checkpoint-(\d{1,16})(?:-\d{1,3})?\.(?:state|manifest)\..+\.tmp$/;

export function manifestPath(dir: string, kind: KnownCheckpoint["kind"], id: number): string {
  return `${dir}/${kind}-${id}.manifest`;
}

/** @param worker Whose part of the state it is; undefined where all is in one thread. */
export function stateFileName(kind: KnownCheckpoint["kind"], id: number, worker?: number): string {
  return `${kind}-${id}${worker === undefined ? "" : `-${worker}`}.state`;
}

/** The checkpoints of a folder, the newest first; none where there is no such folder. */
export async function checkpointsIn(files: FileSystem, dir: string): Promise<KnownCheckpoint[]> {
  const found: KnownCheckpoint[] = [];
  for (const { path } of await filesIn(files, dir)) {
    const [, kind, id] = manifestName.exec(nameIn(path)) ?? [];
    if (id !== undefined) found.push({ id: Number(id), path, kind: kind as KnownCheckpoint["kind"] });
  }
  return found.sort((a, b) => b.id - a.id);
}

/** The highest number that anything of a folder has, whole or not; 0 where there is nothing. */
export async function lastNumberIn(files: FileSystem, dir: string): Promise<number> {
  const names = (await filesIn(files, dir)).map(({ path }) => nameIn(path));
  const numbers = names.map((name) => Number((manifestName.exec(name) ?? stateName.exec(name))?.[2] ?? 0));
  return Math.max(0, ...numbers);
}

export async function filesIn(files: FileSystem, dir: string): Promise<FileInfo[]> {
  if ((await files.stat(dir))?.kind !== "folder") return [];
  const found: FileInfo[] = [];
  for await (const file of files.list(dir, { enter: () => false })) found.push(file);
  return found;
}

export function nameIn(path: string): string {
  return path.slice(path.replaceAll("\\", "/").lastIndexOf("/") + 1);
}

async function readManifest(files: FileSystem, path: string): Promise<Manifest> {
  const info = await files.stat(path);
  if (info === undefined) throw damaged(path, "it must be there", "no such file");
  return decodeManifest(path, await files.read(path, { start: 0, end: info.sizeBytes }));
}

/** A checkpoint without its state, and the folder that has that. */
export async function readCheckpoint(
  files: FileSystem,
  path: string,
): Promise<{ readonly manifest: Manifest; readonly dir: string }> {
  const manifest = await readManifest(files, path);
  return { manifest, dir: path.slice(0, path.length - nameIn(path).length - 1) };
}

/** Whether a piece of a subtask's state is wanted: what is not is there without its bytes. */
export type WantsPiece = (
  stage: StoredStage,
  subtask: number,
  scope: StoredState["scope"],
  piece: StoredPiece,
) => boolean;

/** What of a checkpoint is read. Default: all. */
export interface LoadOptions {
  /** What of it there is to be at all. */
  readonly narrow?: (manifest: Manifest) => Manifest;
  readonly wants?: WantsPiece | undefined;
  /** Where the files of state on disk wait until they are taken in. Default: in memory. */
  readonly spool?: SegmentSpool | undefined;
}

/** Reads a checkpoint, and makes sure of every byte of what is wanted of it. */
export async function loadCheckpoint(
  files: FileSystem,
  path: string,
  { narrow = (manifest) => manifest, wants = () => true, spool }: LoadOptions = {},
): Promise<LoadedCheckpoint> {
  const { manifest: whole, dir } = await readCheckpoint(files, path);
  const manifest = narrow(whole);
  const bytesOf = await readPlaces(
    files,
    dir,
    wantedPlaces(manifest, (...of) => (spool === undefined || of[2] !== "segments") && wants(...of)),
  );
  const waiting =
    spool &&
    (await spooled(
      spool,
      files,
      dir,
      wantedPlaces(manifest, (...of) => of[2] === "segments" && wants(...of)),
    ));
  const segmentOf = (place: Place): SegmentBytes => waiting?.get(place) ?? inMemory(bytesOf(place));
  const stages = new Map(
    manifest.stages.map(({ id, subtasks }) => [
      id,
      subtasks.map((subtask) => snapshotOf(subtask, { bytesOf, segmentOf })),
    ]),
  );
  return { path, manifest, stages };
}

function wantedPlaces({ stages }: Manifest, wants: WantsPiece): Place[] {
  return stages.flatMap((stage) =>
    stage.subtasks.flatMap(({ states }, subtask) =>
      states.flatMap(({ scope, pieces }) =>
        pieces.filter((piece) => wants(stage, subtask, scope, piece)).map(({ place }) => place),
      ),
    ),
  );
}

/** Reads places file by file; gives their bytes, none of others. */
export async function readPlaces(
  files: FileSystem,
  dir: string,
  places: readonly Place[],
): Promise<(place: Place) => Uint8Array> {
  const bytes = new Map<Place, Uint8Array>();
  for (const [file, some] of Map.groupBy(places, (place) => place.file)) {
    const pieces = await readPieces(files, `${dir}/${file}`, some);
    some.forEach((place, at) => void bytes.set(place, pieces[at]!));
  }
  return (place) => bytes.get(place) ?? noBytes;
}

const noBytes = new Uint8Array(0);

/** What there is in a place; nothing where it was not wanted. */
interface Read {
  readonly bytesOf: (place: Place) => Uint8Array;
  readonly segmentOf: (place: Place) => SegmentBytes;
}

function inMemory(bytes: Uint8Array): SegmentBytes {
  return { sizeBytes: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
}

function snapshotOf(stored: StoredSubtask, read: Read): SubtaskSnapshot {
  const { watermarks, reached, times, ended, roundEnded } = stored;
  return {
    states: new Map(stored.states.map((state) => [state.name, takenState(state, read)])),
    watermarks,
    ...(reached === undefined ? {} : { reached }),
    ...(times === null ? {} : { times }),
    ...(ended ? { ended: true as const } : {}),
    ...(roundEnded === null ? {} : { roundEnded }),
  };
}

function takenState({ form, schema, scope, pieces }: StoredState, { bytesOf, segmentOf }: Read): TakenState {
  const snapshot = (): TakenState["snapshot"] => {
    if (scope === "segments") return { scope, segments: pieces.map((piece) => storedSegment(piece, segmentOf)) };
    if (scope === "keyed") return { scope, groups: new Map(pieces.map(({ id, place }) => [id, bytesOf(place)])) };
    if (scope !== "pieces") return { scope, parts: pieces.map(({ place }) => bytesOf(place)) };
    return { scope, pieces: pieces.map(({ id, place }): StatePiece => ({ id, take: () => bytesOf(place) })) };
  };
  return { form, schema, snapshot: snapshot() };
}

function storedSegment({ place, segment }: StoredPiece, segmentOf: Read["segmentOf"]): StateSegment {
  return { ...segment!, ...segmentOf(place), release: () => undefined };
}

/** What was not taken since it was damaged, and what was. */
export interface FoundCheckpoint {
  readonly loaded: LoadedCheckpoint | undefined;
  readonly refused: readonly Error[];
}

export interface FindOptions extends Pick<LoadOptions, "wants" | "spool"> {
  /** Those that somebody found to be damaged, by path. */
  readonly damaged?: ReadonlyMap<string, Error>;
}

/** The newest checkpoint of a folder that is whole, as far as it is wanted. Rejects where there are some, and all are damaged. */
export async function newestCheckpoint(
  files: FileSystem,
  dir: string,
  { wants, spool, damaged: known = new Map() }: FindOptions = {},
): Promise<FoundCheckpoint> {
  const found = await checkpointsIn(files, dir);
  const refused: Error[] = [];
  for (const { path } of found) {
    const reason = known.get(path);
    if (reason !== undefined) refused.push(reason);
    else {
      try {
        return { loaded: await loadCheckpoint(files, path, { wants, spool }), refused };
      } catch (error) {
        if (!(error instanceof DamagedCheckpoint)) throw error;
        refused.push(error);
      }
    }
  }
  if (refused.length === 0) return { loaded: undefined, refused };
  throw new Error(
    `Cannot go on from ${JSON.stringify(dir)} as one of its checkpoints must be whole: got ${refused.length} that are not ` +
      `(${refused[0]!.message}); start anew with from: "none", which reads all again and may write all twice`,
    { cause: refused[0] },
  );
}

/** A savepoint by its manifest, or the newest of a folder. */
export async function savepointAt(files: FileSystem, path: string, find: FindOptions = {}): Promise<LoadedCheckpoint> {
  if (path.endsWith(".manifest")) return loadCheckpoint(files, path, find);
  const { loaded } = await newestCheckpoint(files, path.replace(/(.)\/+$/, "$1"), find);
  if (loaded !== undefined) return loaded;
  throw new Error(
    `Cannot restore ${JSON.stringify(path)} as it must be a checkpoint or a savepoint, or a folder that has one: got none; ` +
      "give the path that millrace savepoint has printed",
  );
}

/**
 * Rejects where no checkpoint could be written: a folder that cannot be made, no right to, a bucket that is not there. Told before
 * anything is read, not once the first checkpoint is due.
 */
export async function requireWritable(files: CheckpointFiles, dir: string): Promise<void> {
  try {
    await (await files.write(`${dir}/checkpoint-0.manifest`)).abort();
  } catch (cause) {
    throw new Error(
      `Cannot run with checkpoints in ${JSON.stringify(dir)} as files must get written there: ${(cause as Error)?.message ?? cause}`,
      { cause },
    );
  }
}

/**
 * Removes all but the newest checkpoints, files of state that no checkpoint that is left needs, and what processes that were killed
 * had not come to name.
 */
export async function removeOld(files: CheckpointFiles, dir: string, retain: number): Promise<void> {
  const known = (await checkpointsIn(files, dir)).filter(({ kind }) => kind === "checkpoint");
  // Manifests first: one that is there can be read. The oldest first: the newest that is left is always what to go on from.
  for (const { path } of known.slice(retain).reverse()) await files.delete(path);
  const needed = new Set<string>();
  for (const { path, id } of await checkpointsIn(files, dir)) {
    needed.add(stateFileName("checkpoint", id)).add(stateFileName("savepoint", id));
    const manifest = await readManifest(files, path).catch(() => undefined);
    // Of a damaged one nobody knows what it needs.
    if (manifest === undefined) return;
    for (const { file } of placesOf(manifest)) needed.add(file);
  }
  const newest = retain === 0 ? Number.POSITIVE_INFINITY : (known[0]?.id ?? 0);
  for (const { path } of await filesIn(files, dir)) {
    const name = nameIn(path);
    // What has the number of one that is done, or an earlier one, is nobody's any more.
    const number = Number(temporaryName.exec(name)?.[1] ?? stateName.exec(name)?.[2] ?? Number.NaN);
    if (number <= newest && !needed.has(name)) await files.delete(path);
  }
}

/** Removes every checkpoint: its run is over. */
export async function removeAll(files: CheckpointFiles, dir: string): Promise<void> {
  await removeOld(files, dir, 0);
}
