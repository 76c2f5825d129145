import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunState } from "../../../cli/serve/history.ts";
import type { KnownRun, Runs } from "../../../cli/serve/runs.ts";
import { type PlayedWorld, playedWorld, until } from "./world.ts";

let world: PlayedWorld;
let runs: Runs;

beforeEach(async () => {
  world = playedWorld(["orders.ts"]);
  runs = await world.open();
});

afterEach(() => {
  expect(world.warnings).toEqual([]);
  world.remove();
});

const inState = (id: string, ...states: readonly RunState[]): Promise<KnownRun> =>
  until(
    () => runs.get(id),
    ({ record }) => states.includes(record.state),
  );

const eventsOf = async (id: string): Promise<string[]> => (await runs.get(id)).record.events.map(({ event }) => event);

async function running(fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const before = world.processes.length;
  const { id } = await runs.submit({ module: "orders.ts", ...fields });
  await (await world.process(before + 1)).started();
  await inState(id, "running");
  return id;
}

test("a job that is submitted runs in a process, whose words tell nobody its parameters, and is done when it says so", async () => {
  const id = await running({ parameters: { password: "hidden" } });
  const process = await world.process(1);
  expect(process.words).toEqual([
    "run",
    join(world.jobs, "orders.ts"),
    `--served=${join(world.data, "runs", id, "attempt-1")}`,
  ]);
  await process.ends("done", { rowsRead: 7 });
  const { record } = await inState(id, "done");
  expect(record).toMatchObject({ attempts: 1, place: null, failure: null, endedMs: 1_000 });
  expect(await eventsOf(id)).toEqual(["submitted", "starting", "started", "ended"]);
});

test("a job that fails has failed, and no process is started for it any more", async () => {
  const id = await running({ restart: "fixed:1s:3", checkpoint: "10s" });
  await (await world.process(1)).ends("failed", { failure: "no such topic" });
  expect((await inState(id, "failed")).record.failure).toBe("no such topic");
  expect(world.processes).toHaveLength(1);
});

test("a process that is gone without a word begins again by the strategy, from the newest checkpoint, until that gives up", async () => {
  const id = await running({ restart: "fixed:5s:1", checkpoint: "10s" });
  (await world.process(1)).dies({ signal: "SIGKILL" });
  const { record } = await inState(id, "restarting");
  expect(record.failure).toBe("its process was ended by SIGKILL");
  await world.pass(4_999);
  expect(world.processes).toHaveLength(1);
  await world.pass(1);
  const second = await world.process(2);
  expect(second.words.at(-1)).toBe(`--served=${join(world.data, "runs", id, "attempt-2")}`);
  await second.started();
  second.dies({ code: 134 });
  expect((await inState(id, "failed")).record.failure).toBe("its process ended with 134");
  expect((await runs.get(id)).record.from).toBe("latest");
});

test("a process that is gone ends a run that has neither checkpoints nor a strategy", async () => {
  const id = await running();
  (await world.process(1)).dies({ signal: "SIGKILL" });
  await inState(id, "failed");
  expect(world.processes).toHaveLength(1);
});

test("a run is canceled by its own process, which is asked to; one that does not answer is sent a signal", async () => {
  const asked = await running();
  await runs.cancel(asked, "ask");
  expect(world.asked).toEqual([{ ask: "cancel" }]);
  await (await world.process(1)).ends("canceled");
  await inState(asked, "canceled");
  const silent = await running();
  world.answers = () => new Error("no answer within 5,000 ms");
  await runs.cancel(silent, "ask");
  const process = await world.process(2);
  expect(process.signals).toEqual(["SIGTERM"]);
  await runs.cancel(silent, "kill");
  expect(process.signals).toEqual(["SIGTERM", "SIGKILL"]);
  await inState(silent, "canceled");
});

test("a run that waits for its restart is canceled at once, and does not begin again", async () => {
  const id = await running({ restart: "fixed:5s:3" });
  (await world.process(1)).dies();
  await inState(id, "restarting");
  await runs.cancel(id, "ask");
  await inState(id, "canceled");
  await world.pass(60_000);
  await inState(id, "canceled");
  expect(world.processes).toHaveLength(1);
});

test("savepoints are named, a run stops with one, and goes on from it, or from another one", async () => {
  const id = await running({ checkpoint: "10s" });
  const folder = join(world.data, "runs", id, "savepoints");
  world.answers = () => `${folder}/savepoint-4.manifest`;
  expect(await runs.savepoint(id)).toBe("savepoint-4");
  world.answers = () => `${folder}/savepoint-9.manifest`;
  expect(await runs.stop(id, "drain")).toBe("savepoint-9");
  expect(world.asked).toEqual([
    { ask: "savepoint", dir: folder },
    { ask: "stop", dir: folder, how: "drain" },
  ]);
  await (await world.process(1)).ends("stopped", { savepoint: "savepoint-9" });
  expect((await inState(id, "stopped")).record.savepoints).toEqual(["savepoint-4", "savepoint-9"]);
  await runs.resume(id, (before) => ({ ...before, parallelism: 2 }), undefined);
  const second = await world.process(2);
  await second.started();
  const { record } = await inState(id, "running");
  expect(record.from).toBe(join(folder, "savepoint-9.manifest"));
  expect(record.submission).toMatchObject({ module: "orders.ts", parallelism: 2 });
  await second.ends("canceled");
  await inState(id, "canceled");
  await runs.resume(id, (before) => before, "savepoint-4");
  expect((await runs.get(id)).record.from).toBe(join(folder, "savepoint-4.manifest"));
  await expect(runs.resume(id, (before) => before, "savepoint-4")).rejects.toThrow("must have ended");
});

test("a run that is resumed before its process is gone is not taken for lost when that goes", async () => {
  const id = await running({ checkpoint: "10s" });
  const first = await world.process(1);
  await first.ends("stopped", { savepoint: "savepoint-1" }, "lingers");
  await runs.resume(id, (before) => before, undefined);
  const second = await world.process(2);
  first.dies({ code: 0 });
  await second.started();
  await second.ends("done");
  await inState(id, "done");
  expect(await eventsOf(id)).toEqual([
    "submitted",
    "starting",
    "started",
    "ended",
    "resumed",
    "starting",
    "started",
    "ended",
  ]);
});

test("a savepoint that is refused says why, and the run goes on", async () => {
  const id = await running({ checkpoint: "10s" });
  world.answers = () => new Error("the disk is full");
  await expect(runs.stop(id, "at once")).rejects.toMatchObject({ status: 409, message: "the disk is full" });
  expect((await runs.get(id)).record.state).toBe("running");
  expect(await eventsOf(id)).toEqual(["submitted", "starting", "started", "stopping", "refused"]);
  const without = await running();
  await expect(runs.savepoint(without)).rejects.toThrow("as it must have checkpoints for a savepoint");
});

test("what cannot be gone on from is not: other places, runs without checkpoints, and those that run", async () => {
  const id = await running({ checkpoint: "10s" });
  await (await world.process(1)).ends("canceled");
  await inState(id, "canceled");
  for (const from of ["../../2/savepoints/savepoint-1", "savepoint-1", "/etc/passwd"]) {
    await expect(runs.resume(id, (before) => before, from)).rejects.toThrow("latest, none or one of its savepoints");
  }
  const without = await running();
  await (await world.process(2)).ends("done");
  await inState(without, "done");
  await expect(runs.resume(without, (before) => before, undefined)).rejects.toThrow("submit its job again");
});

test("a run that has ended can be forgotten, and its number is not given again", async () => {
  const id = await running();
  await expect(runs.forget(id)).rejects.toThrow("must have ended: got running");
  await (await world.process(1)).ends("done");
  await inState(id, "done");
  await runs.forget(id);
  await expect(runs.get(id)).rejects.toMatchObject({ status: 404 });
  expect((await runs.submit({ module: "orders.ts" })).id).toBe("2");
});

test("another server finds the runs of one that was killed: by their processes, or else they begin again", async () => {
  const [found, lost] = [await running({ checkpoint: "10s" }), await running({ restart: "fixed:1s:3" })];
  const ended = await running();
  await (await world.process(3)).ends("done");
  await inState(ended, "done");
  runs.close();
  (await world.process(2)).dies({ signal: "SIGKILL" });
  runs = await world.open();
  expect((await runs.list()).map(({ id }) => id)).toEqual([ended, lost, found]);
  await inState(lost, "restarting");
  await world.pass(1_000, 2);
  expect((await world.process(4)).words.at(-1)).toContain("attempt-2");
  expect((await runs.get(found)).record).toMatchObject({ state: "running", attempts: 1, place: { process: 1001 } });
  await runs.cancel(found, "ask");
  await (await world.process(1)).ends("canceled");
  await world.pass(1_000);
  await inState(found, "canceled");
  expect((await runs.submit({ module: "orders.ts" })).id).toBe("4");
});

test("what was submitted or said to begin when the server was killed begins, as the same attempt", async () => {
  await runs.submit({ module: "orders.ts" });
  const first = await world.process(1);
  runs.close();
  runs = await world.open();
  const second = await world.process(2);
  // Whichever of the two takes the attempt is the run: the name of the file is the same.
  expect(second.words).toEqual(first.words);
  await first.started();
  second.dies({ code: 3 });
  await inState("1", "running");
  await first.ends("done");
  await world.pass(1_000);
  await inState("1", "done");
});

test("a module that is not there any more ends the run that would begin again", async () => {
  const id = await running({ restart: "fixed:1s:3" });
  (await world.process(1)).dies();
  await inState(id, "restarting");
  rmSync(join(world.jobs, "orders.ts"));
  await world.pass(1_000);
  expect((await inState(id, "failed")).record.failure).toContain("as it must be in the folder of jobs");
});
