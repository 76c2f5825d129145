import { expect, test } from "vitest";
import { from, job, range, savepointContents, schema, state, writeState } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";

const counts = job("counts", () =>
  from(["Kent"])
    .keyBy((city) => city)
    .process({ state: { seen: state.value({ schema: schema({ times: "int32" }) }) }, row: () => [] }, { name: "count" })
    .discard(),
);
const kept = [{ state: "seen", key: "Kent", pane: null, name: null, value: { times: 7 }, updated: null }];

test("a savepoint tells its states without its job, and where the sources of a run stood", async () => {
  const folder = await temporaryFolder("millrace-contents-");
  const savepoint = await writeState(`${folder}/sp`, counts, { count: from(kept) });
  const found = await savepointContents(`${folder}/sp`);
  expect(found).toMatchObject({
    path: savepoint,
    job: "counts",
    kind: "savepoint",
    origin: null,
    sources: [],
    states: [{ step: "count", state: "seen", scope: "keyed", subtasks: 1, fields: ["times"] }],
  });
  expect(found.states[0]!.bytes).toBeGreaterThan(0);
  const endless = job("numbers", () => range(Number.POSITIVE_INFINITY).discard());
  const stop = new AbortController();
  const running = endless.start({ signal: stop.signal, checkpoint: { dir: `${folder}/ck`, interval: "1h" } });
  const ended = running.finished.catch(() => undefined);
  const taken = await running.savepoint(`${folder}/running`);
  stop.abort();
  await ended;
  expect(await savepointContents(taken)).toMatchObject({
    job: "numbers",
    sources: [{ splits: 1, begun: 1, ended: 0 }],
  });
  await expect(savepointContents(`${folder}/none`)).rejects.toThrow(/none/);
  await deleteFolder(folder);
});
