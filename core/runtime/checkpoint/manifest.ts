import { decodeValue, encodeValue } from "../../data/codec.ts";
import type { Transaction } from "../../io/sink.ts";
import type { SplitPosition } from "../../io/source.ts";
import { isStateSchema, type StateSchema } from "../../state/schema/state-schema.ts";
import type { StateSegment } from "../../state/state.ts";
import type { EventTimesSnapshot } from "../event-times.ts";
import type { FoundTypes } from "../found-types.ts";
import { isWhole, sumsOf } from "./checksums.ts";
import { damaged } from "./damaged.ts";
import type { Place } from "./state-file.ts";

/** All that a checkpoint says: written last, so that one that can be read is whole. Plain data. */
export interface Manifest {
  /** The job's name; null where it had none. */
  readonly job: string | null;
  readonly id: number;
  /** `SinkContext.runId`: the same after a restore. */
  readonly runId: string;
  /** ms since the epoch. */
  readonly takenMs: number;
  /** The checkpoint of a run that goes on, one that was asked for, or that of a run whose sources have ended. */
  readonly kind: "checkpoint" | "savepoint" | "end";
  /** What its run began from, if not from nothing: the path of a savepoint and who took it. */
  readonly origin: string | null;
  readonly stages: readonly StoredStage[];
  readonly sources: readonly StoredSource[];
  /** What sinks had prepared, by stage, and what those of dead letters had, by name. */
  readonly sinks: readonly StoredTransactions[];
  readonly deadLetters: readonly StoredTransactions[];
}

export interface StoredStage {
  readonly id: string;
  readonly subtasks: readonly StoredSubtask[];
}

/** The subtasks of a stage that are in one thread, by number. */
export interface StoredPart {
  readonly id: string;
  readonly subtasks: readonly (StoredSubtask | undefined)[];
}

export interface StoredSubtask {
  readonly watermarks: readonly number[];
  readonly reached?: number | undefined;
  readonly times: EventTimesSnapshot | null;
  readonly ended: boolean;
  readonly roundEnded: number | null;
  readonly states: readonly StoredState[];
}

export interface StoredState {
  readonly name: string;
  readonly form: string;
  /** What it is made of; none in what was written before anybody noted that. */
  readonly schema?: StateSchema | undefined;
  readonly scope: "keyed" | "operator" | "list" | "pieces" | "segments";
  readonly pieces: readonly StoredPiece[];
}

/** A key group of keyed state, a part, or a piece, by its number. */
export interface StoredPiece {
  readonly id: number;
  readonly place: Place;
  /** What a segment is besides its bytes. */
  readonly segment?: StoredSegment | undefined;
}

export type StoredSegment = Pick<StateSegment, "name" | "checksum" | "groups">;

export interface StoredSource {
  readonly id: string;
  /** By which it is read, where they were found in its data. */
  readonly types?: FoundTypes | undefined;
  readonly splits: readonly StoredSplit[];
}

/** How far a split is: not begun, read whole, or at a position. */
export interface StoredSplit {
  readonly id: string;
  readonly at: "begin" | "end" | { readonly position: SplitPosition };
}

export interface StoredTransactions {
  readonly id: string;
  readonly transactions: readonly Transaction[];
}

const magic = new TextEncoder().encode("millrace checkpoint 1\n");
const headLength = magic.length + 12;

/** magic · length of the body · its two checksums (32 bits each, little endian) · body: the manifest as `encodeValue` has it. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  const files: string[] = [];
  const body = encodeValue({ ...manifest, stages: manifest.stages.map((stage) => packedStage(stage, files)), files });
  const bytes = new Uint8Array(headLength + body.length);
  bytes.set(magic);
  const head = new DataView(bytes.buffer);
  head.setUint32(magic.length, body.length, true);
  sumsOf(body, true).forEach((sum, at) => {
    head.setUint32(magic.length + 4 + 4 * at, sum, true);
  });
  bytes.set(body, headLength);
  return bytes;
}

export function decodeManifest(path: string, bytes: Uint8Array): Manifest {
  if (bytes.length < headLength || magic.some((byte, at) => bytes[at] !== byte)) {
    throw damaged(path, "a manifest must begin as one", `${bytes.length} bytes that do not`);
  }
  const head = new DataView(bytes.buffer, bytes.byteOffset, headLength);
  const body = bytes.slice(headLength);
  const length = head.getUint32(magic.length, true);
  if (body.length !== length)
    throw damaged(path, "a manifest must be whole", `${body.length} bytes of ${length} behind its head`);
  const sums = [head.getUint32(magic.length + 4, true), head.getUint32(magic.length + 8, true)] as const;
  if (!isWhole(body, sums)) throw damaged(path, "its bytes must be those written", "others");
  return unpacked(path, decodeValue(body) as PackedManifest);
}

type PackedManifest = Omit<Manifest, "stages"> & {
  readonly stages: readonly PackedStage[];
  readonly files: readonly string[];
};

interface PackedStage {
  readonly id: string;
  readonly subtasks: readonly PackedSubtask[];
}

type PackedSubtask = Omit<StoredSubtask, "states"> & { readonly states: readonly PackedState[] };

/** Pieces in columns: there may be many. [pieces], sums [pieces × 2] */
interface PackedState {
  readonly name: string;
  readonly form: string;
  readonly schema?: StateSchema | undefined;
  readonly scope: StoredState["scope"];
  readonly ids: Float64Array;
  readonly files: Int32Array;
  readonly at: Float64Array;
  readonly lengths: Float64Array;
  readonly sums: Uint32Array;
  /** Of pieces that are segments. */
  readonly segments?: readonly StoredSegment[];
}

function packedStage({ id, subtasks }: StoredStage, files: string[]): PackedStage {
  return {
    id,
    subtasks: subtasks.map((subtask) => ({
      ...subtask,
      states: subtask.states.map((state) => packedState(state, files)),
    })),
  };
}

function packedState({ name, form, schema, scope, pieces }: StoredState, files: string[]): PackedState {
  const numberOf = (file: string): number => {
    const at = files.lastIndexOf(file);
    return at < 0 ? files.push(file) - 1 : at;
  };
  return {
    name,
    form,
    schema,
    scope,
    ids: Float64Array.from(pieces.map(({ id }) => id)),
    files: Int32Array.from(pieces.map(({ place }) => numberOf(place.file))),
    at: Float64Array.from(pieces.map(({ place }) => place.at)),
    lengths: Float64Array.from(pieces.map(({ place }) => place.length)),
    sums: Uint32Array.from(pieces.flatMap(({ place }) => place.sums)),
    ...(scope === "segments" ? { segments: pieces.map(({ segment }) => segment!) } : {}),
  };
}

/** Files of checkpoints, by their names: nothing else is ever read for one. */
const stateName = /^(checkpoint|savepoint)-\d{1,16}(-\d{1,3})?\.state$/;

function unpacked(path: string, { files, stages, ...rest }: PackedManifest): Manifest {
  const outside = files.find((file) => !stateName.test(file));
  if (outside !== undefined) {
    throw damaged(path, "a checkpoint may only name files of its own folder", JSON.stringify(outside.slice(0, 200)));
  }
  return {
    ...rest,
    stages: stages.map(({ id, subtasks }) => ({
      id,
      subtasks: subtasks.map((subtask) => ({
        ...subtask,
        states: subtask.states.map((state) => unpackedState(path, state, files)),
      })),
    })),
  };
}

function unpackedState(
  path: string,
  { name, form, schema, scope, ...packed }: PackedState,
  names: readonly string[],
): StoredState {
  const pieces = Array.from(packed.ids, (id, k): StoredPiece => {
    const sums = [packed.sums[2 * k]!, packed.sums[2 * k + 1]!] as const;
    const place = { file: names[packed.files[k]!]!, at: packed.at[k]!, length: packed.lengths[k]!, sums };
    return { id, place, segment: packed.segments?.[k] };
  });
  if (schema !== undefined && !isStateSchema(schema)) {
    throw damaged(
      path,
      `it must say what the state ${JSON.stringify(name)} is made of in a way that is known here`,
      "another one",
    );
  }
  return { name, form, schema, scope, pieces };
}

/** The places of all pieces. */
export function placesOf({ stages }: Manifest): Place[] {
  return stages.flatMap(({ subtasks }) =>
    subtasks.flatMap(({ states }) => states.flatMap(({ pieces }) => pieces.map(({ place }) => place))),
  );
}
