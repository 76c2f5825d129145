import { expect, test } from "vitest";
import { DamagedCheckpoint } from "../../../../core/runtime/checkpoint/damaged.ts";
import {
  decodeManifest,
  encodeManifest,
  type Manifest,
  placesOf,
} from "../../../../core/runtime/checkpoint/manifest.ts";

/** Whole by its sums, with one piece of state in a file. */
function naming(file: string): Uint8Array {
  const place = { file, at: 7, length: 5, sums: [1, 2] } as const;
  const states = [
    { name: "sums", form: "value", scope: "keyed", pieces: [{ id: 3, place, segment: undefined }] },
  ] as const;
  const subtask = { watermarks: [], times: null, ended: false, roundEnded: null, states };
  const manifest: Manifest = {
    job: null,
    id: 1,
    runId: "r1",
    takenMs: 0,
    kind: "checkpoint",
    origin: null,
    stages: [{ id: "s", subtasks: [subtask] }],
    sources: [],
    sinks: [],
    deadLetters: [],
  };
  return encodeManifest(manifest);
}

test("a manifest names files of checkpoints in its own folder", () => {
  for (const file of ["checkpoint-1.state", "checkpoint-12-3.state", "savepoint-9007199254740991-999.state"])
    expect(placesOf(decodeManifest("c/checkpoint-1", naming(file))).map((place) => place.file)).toEqual([file]);
});

test.each([
  "../other/checkpoint-1.state",
  "/etc/passwd",
  "a/checkpoint-1.state",
  "checkpoint-1.state/../../x",
  "checkpoint-1.state\n",
  "x-checkpoint-1.state",
  "s3://bucket/checkpoint-1.state",
])("one that names %j is refused as damaged before anything is read", (file) => {
  const read = (): Manifest => decodeManifest("c/checkpoint-1", naming(file));
  expect(read).toThrow(DamagedCheckpoint);
  expect(read).toThrow(
    `Cannot restore "c/checkpoint-1" as a checkpoint may only name files of its own folder: got ${JSON.stringify(file)};`,
  );
});
