import { expect, test } from "vitest";
import { encodeValue } from "../../../../core/data/codec.ts";
import { fitState } from "../../../../core/runtime/checkpoint/fit-state.ts";
import type { StoredState } from "../../../../core/runtime/snapshot.ts";
import { firedByGroup } from "../../../../core/state/fired-by-group.ts";
import { valueState } from "../../../../core/state/keyed-state.ts";
import { rowState } from "../../../../core/state/row-state.ts";
import type { SegmentSnapshot, StateDeclaration, StateSnapshot } from "../../../../core/state/state.ts";

const bytes = encodeValue(1);
const keyed: StateSnapshot = { scope: "keyed", groups: new Map([[3, bytes]]) };
const segments: SegmentSnapshot = {
  scope: "segments",
  segments: [
    {
      name: "a",
      sizeBytes: 0,
      checksum: 0,
      groups: { from: 0, to: 128 },
      read: () => bytes,
      release: () => undefined,
    },
  ],
};

const keyShape = { of: "object", names: ["userId"] } as const;
const migration = { key: { rename: { user: "userId" } } };

function problemOf(declared: StateDeclaration, snapshot: StoredState["snapshot"]): string | undefined {
  const schema = { version: 1, key: { of: "object", names: ["user"] }, fields: null } as const;
  return fitState([{ form: declared.form, schema, snapshot }], { declared, keyShape, migration }).problem;
}

test("other keys are refused where state has some and cannot be read apart from its operator", () => {
  const refused = "can be restored as it is only";
  expect(problemOf(firedByGroup("fired"), keyed)).toBe(`state of the form fired by key group ${refused}`);
  expect(problemOf(firedByGroup("fired"), { scope: "keyed", groups: new Map() })).toBeUndefined();
  const copies: StateSnapshot = { scope: "operator", parts: [bytes] };
  expect(problemOf(rowState("rows", "copied"), copies)).toBe(`state of the form copied rows ${refused}`);
});

test("the files of state on disk are not changed where they lie", () => {
  expect(problemOf(valueState("seen"), segments)).toBe(
    "the files of state on disk cannot be changed as they lie there: take a savepoint, and restore that",
  );
});

test("state of another kind, or that was stored by another form, is refused", () => {
  const problem = (form: string): string | undefined =>
    fitState([{ form, snapshot: keyed }], { declared: valueState("seen"), keyShape: null, migration: {} }).problem;
  expect(problem("timers")).toBe("it must be state of the kind that it was");
  expect(problem(valueState("seen").form)).toBeUndefined();
});
