import type { StatePiece, StateSegment, StateSnapshot } from "../../state/state.ts";
import type { SubtaskSnapshot, StoredState as TakenState } from "../snapshot.ts";
import type { StoredPart, StoredSegment, StoredState, StoredSubtask } from "./manifest.ts";
import type { TakenStages } from "./passage.ts";
import type { Place } from "./state-file.ts";

/** A state of one subtask among all. */
function stateKey(stage: string, subtask: number, state: string): string {
  return JSON.stringify([stage, subtask, state]);
}

/** Where the pieces of an earlier checkpoint lie, by state and number. */
export type KnownPieces = ReadonlyMap<string, KnownOfState>;

/** By number, or by the name of a segment. */
type KnownOfState = ReadonlyMap<number | string, Place>;

export function knownPieces(stages: readonly StoredPart[]): KnownPieces {
  const known = new Map<string, KnownOfState>();
  for (const { id, subtasks } of stages) {
    subtasks.forEach((stored, subtask) => {
      for (const { name, pieces } of stored?.states ?? []) {
        known.set(
          stateKey(id, subtask, name),
          new Map(pieces.map(({ id: number, segment, place }) => [segment?.name ?? number, place])),
        );
      }
    });
  }
  return known;
}

/** A piece to be written, or to be found where an earlier checkpoint wrote it. */
export interface CapturedPiece {
  readonly id: number;
  readonly take: (() => Uint8Array) | undefined;
  /** As of `StatePiece`. */
  readonly release?: StatePiece["release"];
  /** Where the same lies already: for sure where there is nothing to take, else maybe. */
  readonly known: Place | undefined;
  readonly segment?: StoredSegment | undefined;
}

export interface CapturedState extends Omit<StoredState, "pieces"> {
  readonly pieces: readonly CapturedPiece[];
}

export interface CapturedSubtask extends Omit<StoredSubtask, "states"> {
  readonly states: readonly CapturedState[];
}

export interface CapturedStage {
  readonly id: string;
  /** By number; others are in other threads. */
  readonly subtasks: readonly (CapturedSubtask | undefined)[];
}

/** What subtasks remembered at a barrier, as pieces. Those that keep nothing, and are at no time yet, are left out. */
export function captured(stages: TakenStages, known: KnownPieces | undefined): CapturedStage[] {
  return Array.from(stages, ([id, subtasks]) => ({
    id,
    subtasks: Array.from(
      subtasks,
      (taken, subtask) => taken && capturedSubtask(taken, (name) => known?.get(stateKey(id, subtask, name))),
    ),
  }));
}

function capturedSubtask(
  { states, watermarks, reached, times, ended, roundEnded }: SubtaskSnapshot,
  knownOf: (state: string) => KnownOfState | undefined,
): CapturedSubtask {
  return {
    watermarks,
    ...(reached === undefined ? {} : { reached }),
    times: times ?? null,
    ended: ended === true,
    roundEnded: roundEnded ?? null,
    states: Array.from(states, ([name, state]) => capturedState(name, state, knownOf(name))),
  };
}

function capturedState(
  name: string,
  { form, schema, snapshot }: TakenState,
  known: KnownOfState | undefined,
): CapturedState {
  const piece = (id: number, take: (() => Uint8Array) | undefined): CapturedPiece => {
    const place = known?.get(id);
    if (take === undefined && place === undefined) throw lostPiece(name, id);
    return { id, take, known: place };
  };
  const pieces = snapshot.scope === "segments" ? segmentPieces(snapshot.segments, known) : piecesOf(snapshot, piece);
  return { name, form, schema, scope: snapshot.scope, pieces };
}

function piecesOf(
  snapshot: StateSnapshot,
  piece: (id: number, take: (() => Uint8Array) | undefined) => CapturedPiece,
): CapturedPiece[] {
  // The same number is the same piece: what an earlier checkpoint has of a new one is of another life.
  if (snapshot.scope === "pieces") {
    return snapshot.pieces.map(({ id, take, release }) => {
      return take === undefined ? piece(id, undefined) : { id, take, release, known: undefined };
    });
  }
  const parts: Iterable<readonly [number, Uint8Array]> =
    snapshot.scope === "keyed" ? snapshot.groups : snapshot.parts.entries();
  return Array.from(parts, ([id, bytes]) => piece(id, () => bytes));
}

/** What is there under a segment's name is the same, whenever it was written. */
function segmentPieces(segments: readonly StateSegment[], known: KnownOfState | undefined): CapturedPiece[] {
  return segments.map((segment, id) => {
    const { name, groups, sizeBytes } = segment;
    const place = known?.get(name);
    const take = place === undefined ? () => segment.read(0, sizeBytes) : undefined;
    const stored = {
      name,
      groups,
      // Asked for behind the barrier: a new segment is written by then.
      get checksum() {
        return segment.checksum;
      },
    };
    return { id, take, known: place, segment: stored };
  });
}

function lostPiece(state: string, id: number): Error {
  return new Error(
    `Cannot write the state ${JSON.stringify(state)} as a piece that it does not give must be in the checkpoint before: ` +
      `got number ${id}, which is not; this is a defect of Millrace`,
  );
}
