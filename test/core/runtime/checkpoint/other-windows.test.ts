import { expect, test } from "vitest";
import { from } from "../../../../core/dataset/from.ts";
import { type Job, job } from "../../../../core/dataset/job.ts";
import { count, countWindow, cumulate, fromChangelog, sliding, tumbling } from "../../../../core/mod.ts";
import { newWorld, type Reading, readings, runOptions, type World, worldSink } from "./world.ts";

const rows = 600;

type Window = ReturnType<typeof tumbling>;
type Steps = (world: World, window: Window) => Job;

// Of bounded changes nothing comes before their end.
const source = (world: World) => ({ ...readings(world, rows, 1), boundedness: "unbounded" as const });
const timed = (world: World) => from(source(world)).withEventTime((row: Reading) => row.at);
const keyOf = (row: Reading): number => row.key;

const aggregated: Steps = (world, window) =>
  job("windows", () =>
    timed(world).keyBy(keyOf).window(window).aggregate({ rows: count() }, { name: "w" }).sinkTo(worldSink(world)),
  );

const ofChanges: Steps = (world, window) =>
  job("windows", () =>
    timed(world)
      .apply(fromChangelog({ change: () => "insert", row: (row: Reading) => row }))
      .keyBy(keyOf)
      .window(window)
      .aggregate({ rows: count() }, { name: "w" })
      .sinkTo(worldSink(world)),
  );

const joined =
  (how: "inner" | "semi"): Steps =>
  (world, window) =>
    job("windows", () =>
      timed(world)
        .join(
          timed(world).map(({ key, n }) => ({ key, other: n })),
          { on: [keyOf, keyOf], window, how, name: "w" } as never,
        )
        .sinkTo(worldSink(world) as never),
    );

const grouped: Steps = (world, window) =>
  job("windows", () =>
    timed(world)
      .coGroup(
        timed(world),
        { on: [keyOf, keyOf], window, name: "w" } as never,
        (({ key }: { key: number }) => [key]) as never,
      )
      .sinkTo(worldSink(world) as never),
  );

/** Stops a job while its windows are open, and goes on with others. */
async function movedTo(steps: Steps, [before, after]: readonly [unknown, unknown], subtasks = 1): Promise<string> {
  const world = newWorld();
  const run = steps(world, before as Window).start(runOptions(world));
  world.onBatch = () => {
    if (world.read < 200) return;
    world.onBatch = () => undefined;
    void run.stopWithSavepoint("sp", "at once");
  };
  const { savepoint } = await run.finished;
  const next = steps(world, after as Window);
  return next.run({ ...runOptions(world, { dir: "next", from: savepoint! }), parallelism: subtasks }).then(
    () => "restored",
    (error: Error) => error.message,
  );
}

const hour = 3_600_000;
const day = 24 * hour;

test.each<[string, Steps, readonly [unknown, unknown], readonly [string, string]]>([
  ["of another size", aggregated, [tumbling(hour), tumbling(2 * hour)], ["tumbling 1 h", "tumbling 2 h"]],
  [
    "that slide by less",
    aggregated,
    [sliding(2 * hour, { every: hour }), sliding(2 * hour, { every: "30 min" })],
    ["sliding 2 h every 1 h", "sliding 2 h every 30 m"],
  ],
  [
    "of other steps",
    aggregated,
    [cumulate(hour, { upTo: day }), cumulate("30 min", { upTo: day })],
    ["cumulate 1 h up to 1 d", "cumulate 30 m up to 1 d"],
  ],
  [
    "that begin at another time",
    aggregated,
    [tumbling(hour), tumbling(hour, { offset: "15 min" })],
    ["tumbling 1 h", "tumbling 1 h from 15 m on"],
  ],
  [
    "of another time zone",
    aggregated,
    [tumbling(day), tumbling(day, { zone: "Asia/Kolkata" })],
    ["tumbling 1 d", "tumbling 1 d in Asia/Kolkata"],
  ],
  ["of fewer rows", aggregated, [countWindow(1000), countWindow(7)], ["count 1000", "count 7"]],
  ["of a changelog", ofChanges, [tumbling(hour), tumbling(2 * hour)], ["tumbling 1 h", "tumbling 2 h"]],
  ["of a join", joined("inner"), [tumbling(hour), tumbling(2 * hour)], ["tumbling 1 h", "tumbling 2 h"]],
  ["of a semi join", joined("semi"), [tumbling(hour), tumbling(2 * hour)], ["tumbling 1 h", "tumbling 2 h"]],
  ["of a coGroup", grouped, [tumbling(hour), tumbling(2 * hour)], ["tumbling 1 h", "tumbling 2 h"]],
])(
  "! panes of open windows are not taken for those of windows %s: both are told, side by side",
  async (_, steps, windows, [stored, now]) => {
    const refused = await movedTo(steps, windows);
    expect(refused).toContain(
      'of w must fit the job: its windows must be those that they were; let go of it, by another name of the step and unmatched: "drop", ' +
        "or restore with the job that wrote it",
    );
    const [before, after] = [stored, now].map((text) => text.replaceAll(" ", "\\s"));
    expect(refused).toMatch(new RegExp(`^ {2}${before} +${after} +windows$`, "m"));
    expect(await movedTo(steps, [windows[0], windows[0]], 3)).toBe("restored");
  },
);

test.each<[string, unknown, unknown]>([
  ["sliding by their size", tumbling(hour), sliding(hour, { every: hour })],
  ["in one step", tumbling(hour), cumulate(hour, { upTo: hour })],
  ["from their size on", tumbling(hour), tumbling(hour, { offset: hour })],
  ["from before", tumbling(hour, { offset: "45 min" }), tumbling(hour, { offset: "-15 min" })],
  ["from another step on", sliding(2 * hour, { every: hour }), sliding(2 * hour, { every: hour, offset: "3 h" })],
  ["by the clock of UTC", tumbling(day), tumbling(day, { zone: "UTC" })],
  ["by a zone in small letters", tumbling(day, { zone: "Asia/Kolkata" }), tumbling(day, { zone: "asia/kolkata" })],
])("panes of windows that are the same, said %s, are taken", async (_, one, other) => {
  expect(await movedTo(aggregated, [one, other])).toBe("restored");
  expect(await movedTo(aggregated, [other, one])).toBe("restored");
});
