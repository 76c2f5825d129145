import { yieldToEventLoop } from "../../platform/mod.ts";
import type { CapturedPiece, CapturedStage } from "./capture.ts";
import type { StoredPart } from "./manifest.ts";
import { type Place, type StateWriter, stateWriter } from "./state-file.ts";
import { type CheckpointFiles, readPlaces } from "./store.ts";

/** The state of subtasks that are in one thread, to be written by it. */
export interface PartToWrite {
  readonly files: CheckpointFiles;
  readonly dir: string;
  /** The name of the file. */
  readonly name: string;
  readonly stages: readonly CapturedStage[];
  /** Files of earlier checkpoints from which what is still needed is moved, so that they can go. */
  readonly emptied: ReadonlySet<string>;
  /** Where those are. Default: where the part is written to. */
  readonly from?: Pick<PartToWrite, "files" | "dir">;
}

/** A part as it was written. Plain data: who publishes it may be another thread. */
export interface WrittenPart {
  /** What is durable, but has no name yet; undefined where nothing was to be written. */
  readonly file: { readonly temporary: string; readonly name: string } | undefined;
  readonly stages: readonly StoredPart[];
  readonly sizeBytes: number;
}

/** Writes what no earlier checkpoint has. What fails leaves nothing. */
export async function writePart(part: PartToWrite): Promise<WrittenPart> {
  const { files, dir, name, stages } = part;
  const pieces = piecesToWrite(part);
  if (pieces.length === 0) return { file: undefined, stages: storedParts(stages, new Map()), sizeBytes: 0 };
  const writer = await stateWriter(files, `${dir}/${name}`, name);
  try {
    await appendAll(part, pieces, writer);
    const { temporary, places, sizeBytes } = await writer.finish();
    const placed = new Map(pieces.map((piece, at) => [piece, places[at]!]));
    return { file: { temporary, name }, stages: storedParts(stages, placed), sizeBytes };
  } catch (error) {
    await writer.abort().catch(() => undefined);
    throw error;
  }
}

/** Removes a part that nobody wants any more. */
export async function dropPart(files: CheckpointFiles, { file }: WrittenPart): Promise<void> {
  if (file !== undefined) await files.delete(file.temporary).catch(() => undefined);
}

/** How much is taken of states in one go, between two batches, bytes. */
const sliceBytes = 4 << 20;

/** What is moved may be half of all state, which needs not fit into memory. */
const mostMovedBytes = 16 << 20;

/** What no earlier checkpoint has, and what is moved. */
function piecesToWrite({ stages, emptied }: PartToWrite): CapturedPiece[] {
  const all = stages.flatMap(({ subtasks }) =>
    subtasks.flatMap((subtask) => subtask?.states.flatMap(({ pieces }) => pieces) ?? []),
  );
  return all.filter(({ take, known }) => take !== undefined || emptied.has(known!.file));
}

async function appendAll(part: PartToWrite, pieces: readonly CapturedPiece[], writer: StateWriter): Promise<void> {
  const { emptied, from: { files, dir } = part } = part;
  let inSlice = 0;
  for (const some of readAtOnce(pieces)) {
    const moved = some.flatMap(({ take, known }) => (take === undefined ? [known!] : []));
    const bytesOf = await readPlaces(files, dir, moved);
    for (const { take, release, known } of some) {
      const bytes = take === undefined ? bytesOf(known!) : take();
      inSlice += bytes.length;
      await writer.append(bytes, known !== undefined && emptied.has(known.file) ? undefined : known, release);
      if (inSlice < sliceBytes) continue;
      inSlice = 0;
      await yieldToEventLoop();
    }
  }
}

/** In the same order, as many at a time as what is moved of them may be in memory. */
function* readAtOnce(pieces: readonly CapturedPiece[]): Generator<CapturedPiece[]> {
  let some: CapturedPiece[] = [];
  let movedBytes = 0;
  for (const piece of pieces) {
    const length = piece.take === undefined ? piece.known!.length : 0;
    if (movedBytes > 0 && movedBytes + length > mostMovedBytes) {
      yield some;
      [some, movedBytes] = [[], 0];
    }
    some.push(piece);
    movedBytes += length;
  }
  yield some;
}

/** @param places Of what was appended; all else lies where it lay. */
function storedParts(stages: readonly CapturedStage[], places: ReadonlyMap<CapturedPiece, Place>): StoredPart[] {
  return stages.map(({ id, subtasks }) => ({
    id,
    subtasks: subtasks.map(
      (subtask) =>
        subtask && {
          ...subtask,
          states: subtask.states.map((state) => ({
            ...state,
            pieces: state.pieces.map((piece) => ({
              id: piece.id,
              place: places.get(piece) ?? piece.known!,
              segment: piece.segment,
            })),
          })),
        },
    ),
  }));
}
