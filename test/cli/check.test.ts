import { join } from "node:path";
import { expect, test } from "vitest";
import { from, job, state, writeState } from "../../core/mod.ts";
import { commandLine } from "./command-line.ts";

const cli = commandLine();

const module = (kept: string, upgrade: string): string => `
  import { job, schema, state } from "millrace";
  export default job("counts", ({ from }) =>
    from(["Kent"])
      .keyBy((city) => city)
      .process({ state: { kept: state.value({ schema: schema({ ${kept} }) }) }, row: () => [] }, { name: "count" })
      .discard(), ${upgrade});
`;

/** A savepoint of the first version of the job. */
function savepoint(): Promise<string> {
  const first = job("counts", () =>
    from(["Kent"])
      .keyBy((city) => city)
      .process({ state: { kept: state.value<{ count: number }>() }, row: () => [] }, { name: "count" })
      .discard(),
  );
  const rows = [{ state: "kept", key: "Kent", pane: null, name: null, value: { count: 7 }, updated: null }];
  return writeState(join(cli.folder, "sp"), first, { count: from(rows) });
}

test("check says what a run would make of a savepoint, and ends with 1 where it could not go on", async () => {
  const path = await savepoint();
  cli.write("same.ts", module('count: "int32"', "{}"));
  cli.write("other.ts", module('count: "string"', "{}"));
  const rename = '{ upgrade: { migrate: { count: { states: { kept: { rename: { count: "seen" } } } } } } }';
  cli.write("renamed.ts", module('seen: "int32"', rename));
  const [same, other, renamed, none] = await Promise.all([
    cli.millrace("check", "same.ts", "--from", path),
    cli.millrace("check", "other.ts", "--from", path),
    cli.millrace("check", "renamed.ts", "--from", path, "--json"),
    cli.millrace("check", "same.ts"),
  ]);
  expect(same).toMatchObject({ code: 0, err: "" });
  expect(same.out).toMatch(/savepoint-1\.manifest, taken \S+Z\n {2}kept {2}count {2}state kept\n/);
  expect(same.out).toContain("\ncounts can go on from it\n");
  expect(other.code).toBe(1);
  expect(other.out).toMatch(/ {2}refused {2}count {2}state kept +a field must have the type it had/);
  expect(other.out).toMatch(
    / {2}count: float64 +count: string +refused: another type\n\ncounts cannot go on from it\n$/,
  );
  expect(renamed.code).toBe(0);
  expect(JSON.parse(renamed.out)).toMatchObject({
    restorable: true,
    entries: [{ step: "count", state: "kept", outcome: "migrated", changes: ["count renamed to seen"] }],
  });
  expect(none).toMatchObject({ code: 2, err: expect.stringContaining("millrace check job.ts --from SAVEPOINT") });
});
