import { expect, test } from "vitest";
import { replayText } from "../../cli/replay-text.ts";
import { commandLine } from "./command-line.ts";

const cli = commandLine();

test("millrace replay tells what each step did to a key, from a savepoint of a job that ran, and writes nothing", async () => {
  const job = cli.write(
    "thirds.ts",
    `import { each, from, generate, job, state } from "millrace";
export default job("thirds", () =>
  from(generate({ make: (n) => ({ n, at: n }), perSecond: 1000 }))
    .withEventTime((row) => row.at, { name: "timed" })
    .keyBy((row) => row.n % 3)
    .process({ state: { last: state.value() }, row({ n }, { state: { last } }) {
      last.set(n);
      return [n];
    } }, { name: "last ones" })
    .sinkTo(each(() => console.log("written"))));`,
  );
  let until = 0;
  let path = "";
  await cli.whileRunning([job, "--checkpoint", "50ms:ck"], async () => {
    const { out } = await cli.millrace("metrics", "thirds", "--json");
    until = (JSON.parse(out) as { steps: Record<string, { numRecordsIn: number }> }).steps["last ones"]!.numRecordsIn;
    path = (await cli.millrace("savepoint", "thirds", "--to", "sp")).out.trim();
  });
  const words = ["replay", job, "--from", path, "--key", "1", "--until", String(until + 20_000)];
  const replaying = cli.start([...words, "--json"]);
  const first = (await replaying.printed).split("\n")[0]!;
  replaying.child.kill("SIGINT");
  const ended = await replaying.ended;
  expect([ended.code, ended.out.includes("written")]).toEqual([130, false]);
  const { step, row, calls } = JSON.parse(first) as { step: string; row: { n: number }; calls: { step: string }[] };
  expect([step, row.n % 3]).toEqual(["timed", 1]);
  expect(calls[0]).toMatchObject({
    step: "last ones",
    isOfKey: true,
    state: { before: { last: row.n - 3 }, after: { last: row.n } },
    gave: [{ row: row.n, side: null }],
  });
  expect(await cli.millrace("replay", job, "--from", path)).toMatchObject({
    code: 2,
    err: expect.stringContaining("--key KEY"),
  });
  expect(await cli.millrace(...words.slice(0, -1), "soon")).toMatchObject({
    code: 2,
    err: expect.stringContaining("a moment of event time"),
  });
}, 120_000);

test("a call as text: rows, state and timers before and after, and what came of it further in", () => {
  const timers = (count: number, timeMs: number) => ({ count, of: "timers", next: { time: "event" as const, timeMs } });
  const text = replayText({
    step: "people",
    given: "row",
    row: { user: "Ann" },
    timeMs: 30,
    isOfKey: false,
    gave: [{ side: null, row: { user: "Ann" }, timeMs: 30 }],
    calls: [
      {
        step: "by user",
        given: "row",
        row: { user: "Ann" },
        timeMs: null,
        isOfKey: true,
        state: { before: { seen: null, pages: new Map() }, after: { seen: 1, pages: new Map() } },
        holds: { before: { count: 0, of: "timers" }, after: timers(1, 130) },
        gave: [{ side: "first", row: 1n, timeMs: null }],
        calls: [],
      },
      { step: "ranks", given: "end of a round", timeMs: null, round: 2, isOfKey: false, gave: [], calls: [] },
    ],
  });
  expect(text.split("\n")).toEqual([
    'people: row {"user":"Ann"} at 1970-01-01T00:00:00.030Z',
    '    gave {"user":"Ann"} at 1970-01-01T00:00:00.030Z',
    '  by user: row {"user":"Ann"}',
    "      state seen: null → 1",
    "      state pages: []",
    "      holds: 0 timers → 1 timers, the next at 1970-01-01T00:00:00.130Z",
    '      gave "1" to first',
    "  ranks, round 2: end of a round",
  ]);
});
