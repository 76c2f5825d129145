import { defaultMaxParallelism, encodeKey, keyGroupOf } from "../../data/key-group.ts";
import type { KeyShape } from "../../data/key-shape.ts";
import { own } from "../../data/own.ts";
import {
  type FieldMigration,
  type FieldPair,
  fitFields,
  saidChange,
  seenFields,
} from "../../state/schema/fit-fields.ts";
import { fitKey, type KeyMigration } from "../../state/schema/fit-key.ts";
import { formatOf } from "../../state/schema/formats.ts";
import { kindOfForm } from "../../state/schema/state-schema.ts";
import type { EntryChange, StateFormat } from "../../state/schema/stored-entry.ts";
import type { SegmentSnapshot, StateDeclaration, StateSnapshot } from "../../state/state.ts";
import type { StoredState } from "../snapshot.ts";

/** What a user says of a step whose state is not what it was. */
export interface StepMigration {
  /** Of keys: of those that are objects by property, of others by the name that they have in what the step gives. */
  readonly key?: KeyMigration;
  /** Of what is kept, by the (new) names of states: the aggregates of `groups`, `panes` and `sessions`, the fields of values. */
  readonly states?: Readonly<Record<string, FieldMigration>>;
}

/** What becomes of a state of all subtasks. */
export interface StateFit {
  readonly state: string;
  readonly outcome: "kept" | "migrated" | "refused";
  /** What is not as it was, in words. */
  readonly changes: readonly string[];
  readonly pairs: readonly FieldPair[];
  readonly key: { readonly stored: KeyShape | null; readonly declared: KeyShape | null };
  readonly form: { readonly stored: string; readonly declared: string };
  readonly windows: { readonly stored: string | undefined; readonly declared: string | undefined };
  /** Why it is refused. */
  readonly problem: string | undefined;
  /** The state of one subtask as the job takes it. Throws where some of it cannot be that. */
  readonly migrated: (state: StoredState) => StoredState;
}

export interface StepFit {
  readonly declared: StateDeclaration;
  readonly keyShape: KeyShape | null;
  readonly migration: StepMigration;
}

function groupOfKey(key: unknown): number {
  return keyGroupOf(encodeKey(key), defaultMaxParallelism);
}

/** @param stored What the subtasks that have anything of the state had. */
export function fitState(stored: readonly StoredState[], { declared, keyShape, migration }: StepFit): StateFit {
  const [first] = stored;
  const form = { stored: first?.form ?? declared.form, declared: declared.form };
  const said = own(migration.states, declared.name);
  // Rows that every subtask has a copy of have keys all the same.
  const hasKeys = declared.scope === "keyed" || declared.form === "copied rows";
  const key = { stored: first?.schema?.key ?? null, declared: hasKeys ? keyShape : null };
  const windows = { stored: first?.schema?.windows, declared: declared.windows };
  const base = { state: declared.name, key, form, windows };
  const keys = hasKeys ? fitKey(key.stored, key.declared, migration.key ?? {}) : noKeys;
  const format = first && formatOf(first.form, first.schema);
  const fields = fitOf(stored, format, declared, said);
  const changes = [
    ...keys.notes,
    ...notesOf(fields.pairs),
    ...(fields.change !== undefined && said && fields.pairs.length === 0 ? ["fields changed as said"] : []),
  ];
  const change: EntryChange = { key: keys.change, ...fields.change };
  const isChanged = keys.change !== undefined || fields.change !== undefined;
  const problem =
    otherWindows(stored, windows) ??
    keys.problem ??
    fields.problem ??
    (isChanged ? unchangeable(stored, format, declared.form) : undefined);
  return {
    ...base,
    outcome: problem !== undefined ? "refused" : isChanged ? "migrated" : "kept",
    changes: problem === undefined && isChanged ? changes : [],
    pairs: fields.pairs,
    problem,
    migrated: (state) => {
      if (!isChanged || format === undefined || isNothing(state.snapshot)) return { ...state, form: declared.form };
      const snapshot = format.change(state.snapshot as StateSnapshot, change, groupOfKey);
      return { ...state, form: declared.form, snapshot };
    },
  };
}

const noKeys = { change: undefined, problem: undefined, notes: [] } as const;

interface Fields {
  readonly pairs: readonly FieldPair[];
  readonly change: Pick<EntryChange, "value" | "rows"> | undefined;
  readonly problem: string | undefined;
}

/** What is wrong with state of another form that is taken whole. */
export const storedAsItWas = "it must be stored as it was";

/** What is wrong with panes of other windows. */
export const windowsAsTheyWere = "its windows must be those that they were";

function otherWindows(stored: readonly StoredState[], windows: StateFit["windows"]): string | undefined {
  if (windows.stored === undefined || windows.declared === undefined) return undefined;
  // Names of zones go by no case.
  if (windows.stored.toLowerCase() === windows.declared.toLowerCase()) return undefined;
  return stored.every(({ snapshot }) => isNothing(snapshot)) ? undefined : windowsAsTheyWere;
}

/** What is wrong with state of another kind. */
export const kindAsItWas = "it must be state of the kind that it was";

function fitOf(
  stored: readonly StoredState[],
  format: StateFormat | undefined,
  { form, fields, scope }: StateDeclaration,
  said: FieldMigration | undefined,
): Fields {
  const nothing: Fields = { pairs: [], change: undefined, problem: undefined };
  const [first] = stored;
  if (first === undefined) return nothing;
  const differs = stored.find((one) => kindOfForm(one.form) !== kindOfForm(form));
  if (differs !== undefined) return { ...nothing, problem: kindAsItWas };
  const known = first.schema?.fields ?? undefined;
  const values = (): unknown[] => valuesOf(stored, format);
  if (fields === undefined) {
    if (first.form !== form) return { ...nothing, problem: storedAsItWas };
    if (said === undefined) return nothing;
    if (scope !== "keyed") return { ...nothing, problem: "only the fields of keyed state can be changed" };
    const seen = format === undefined ? [] : seenFields(values());
    const lost = missing(said, new Set(seen.map(({ name }) => name)));
    return { pairs: [], change: saidChange(said), problem: seen.length > 0 ? lost : undefined };
  }
  if (known === undefined && first.form !== form) return { ...nothing, problem: storedAsItWas };
  if (known === undefined && format === undefined) return nothing;
  const kept = known ?? seenFields(values());
  // Nothing is kept that could say what it is made of.
  if (known === undefined && kept.length === 0) return nothing;
  return fitFields(kept, fields, said ?? {}, known === undefined ? values : undefined);
}

/** A name in what is said that no value has, neither as it was nor as it is to be. */
function missing(
  { rename = {}, widen = {}, remove = [] }: FieldMigration,
  seen: ReadonlySet<string>,
): string | undefined {
  const renamed = Object.entries(rename).find(([from, to]) => !seen.has(from) && !seen.has(to));
  const old = new Set([...seen, ...Object.entries(rename).flatMap(([from, to]) => (seen.has(from) ? [to] : []))]);
  const name = renamed?.[0] ?? Object.keys(widen).find((one) => !old.has(one));
  if (name === undefined || remove.includes(name)) return undefined;
  return `what is kept must have the fields that are changed: got ${JSON.stringify(name)}, there are ${[...seen].join(", ")}`;
}

function valuesOf(stored: readonly StoredState[], format: StateFormat | undefined): unknown[] {
  return stored.flatMap(({ snapshot }) =>
    format === undefined || snapshot.scope === "segments"
      ? []
      : Array.from(format.read(snapshot), ({ value }) => value),
  );
}

function notesOf(pairs: readonly FieldPair[]): string[] {
  return pairs.flatMap(({ stored, declared, note }) => {
    if (note === "") return [];
    if (stored === undefined) return [`${declared!.name} ${note}`];
    if (declared === undefined) return [`${stored.name} ${note}`];
    return [note === "renamed" ? `${stored.name} renamed to ${declared.name}` : `${declared.name} ${note}`];
  });
}

/** Why state that has to be changed cannot be. */
function unchangeable(
  stored: readonly StoredState[],
  format: StateFormat | undefined,
  form: string,
): string | undefined {
  const kept = stored.filter(({ snapshot }) => !isNothing(snapshot));
  if (kept.length === 0) return undefined;
  if (kept.some(({ snapshot }) => snapshot.scope === "segments")) {
    return "the files of state on disk cannot be changed as they lie there: take a savepoint, and restore that";
  }
  if (format === undefined) return `state of the form ${form} can be restored as it is only`;
  return undefined;
}

export function isNothing(snapshot: StateSnapshot | SegmentSnapshot): boolean {
  if (snapshot.scope === "segments") return snapshot.segments.length === 0;
  if (snapshot.scope === "keyed") return snapshot.groups.size === 0;
  return snapshot.scope === "pieces" ? snapshot.pieces.length === 0 : snapshot.parts.length === 0;
}
