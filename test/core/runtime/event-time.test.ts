import { describe, expect, test } from "vitest";
import { count, type Dataset, from, into, type RunOptions, tumbling } from "../../../core/mod.ts";
import { at, harness, type OutputEvent, processingTime, row, virtualClock } from "../../../core/testing/mod.ts";
import { type RecordSink, recordSink } from "../../../core/testing/record-sink.ts";
import { oneRow, type Scene, scripted } from "./scripted-source.ts";

interface Event {
  readonly at: number;
}

type Scenes = readonly Scene<Event>[];

const timeOf = (event: Event) => event.at;

/** What comes out of a dataset: rows by their `at`, watermarks as `|time`. */
async function happenings(dataset: Dataset<Event>, options: RunOptions = {}, recorded = recordSink("record")) {
  await dataset.sinkTo(recorded.sink).run(options);
  return recorded.taken().map(textOf).join(" ");
}

function textOf(event: OutputEvent): string {
  if (event.event === "row") return String((event.value as Event).at);
  return event.event === "watermark" ? `|${event.timeMs}` : event.event;
}

describe("per-split watermarks", () => {
  const scenes: Scenes = [
    { split: "a", rows: [{ at: 100 }] },
    { split: "b", rows: [{ at: 10 }] },
    { split: "a", rows: [{ at: 200 }] },
    { split: "b", rows: [{ at: 20 }] },
    { split: "b", ends: true },
    { split: "a", rows: [{ at: 210 }] },
  ];

  test("! the least of the active splits inside the source counts, and one that has ended no longer holds back", async () => {
    expect(await happenings(from(scripted(scenes)).withEventTime(timeOf))).toBe(
      "100 10 |9 200 20 |19 |199 210 |209 end",
    );
  });

  test("steps that keep nothing may stand between the source and withEventTime", async () => {
    const dataset = from(scripted(scenes))
      .filter((event) => event.at !== 210)
      .map((event) => ({ at: event.at + 1 }))
      .withEventTime((event) => event.at);
    expect(await happenings(dataset)).toBe("101 11 |10 201 21 |20 |200 end");
  });

  test("! assigning after the source, behind an exchange, loses them", async () => {
    const dataset = from(scripted(scenes)).limit(6).withEventTime(timeOf);
    expect(await happenings(dataset)).toBe("100 |99 10 200 |199 20 210 |209 end");
  });

  test("splits of two sources that are united count alike", async () => {
    const dataset = from(scripted<Event>([{ split: "a", rows: [{ at: 100 }] }]))
      .union(from(scripted<Event>([{ split: "b", rows: [{ at: 10 }] }], { name: "other" })))
      .withEventTime(timeOf);
    expect(await happenings(dataset)).toMatch(/^(100 10|10 100) \|9 (\|99 )?end$/);
  });

  test("no row is late because of another split, though they are read side by side", async () => {
    const counts: number[] = [];
    const windows = from(scripted(scenes)).withEventTime(timeOf).windowAll(tumbling(10)).aggregate({ rows: count() });
    const { metrics } = await windows.forEach(({ rows }) => void counts.push(rows));
    expect([counts, metrics.total("numLateRecordsDropped")]).toEqual([[1, 1, 1, 1, 1], 0]);
  });

  test("a limit that has enough ends the reading of splits that are silent", async () => {
    const silent = new Promise<never>(() => undefined);
    const source = scripted<Event>([
      { split: "a", rows: [{ at: 1 }] },
      { split: "b", rows: [{ at: 2 }] },
    ]);
    const asked = new Set<string>();
    const open: typeof source.open = async (split, position, context) => {
      const reader = await source.open(split, position, context);
      // After its first row each is silent.
      const read = () => {
        if (asked.has(split.id)) return silent;
        asked.add(split.id);
        return reader.read();
      };
      return { ...reader, read };
    };
    expect(await happenings(from({ ...source, open }).limit(2))).toBe("1 2 end");
  });

  test("a split that cannot be read fails the run, and the others are closed", async () => {
    const closed: string[] = [];
    const source = scripted<Event>([
      { split: "a", rows: [{ at: 1 }] },
      { split: "b", rows: [] },
    ]);
    const open: typeof source.open = async (split, position, context) => ({
      ...(await source.open(split, position, context)),
      ...(split.id === "b" ? { read: () => Promise.reject(new Error("connection lost")) } : {}),
      close: async () => void closed.push(split.id),
    });
    await expect(happenings(from({ ...source, open }))).rejects.toThrow("connection lost");
    expect(closed.sort()).toEqual(["a", "b"]);
  });

  test("after a crash splits go on where they were, in any number of subtasks", async () => {
    const run = await harness((input: Dataset<Event>) => input.withEventTime(timeOf), { parallelism: 2 });
    // The sink is told again how far event time is.
    await run.send(row({ at: 100 }), row({ at: 10 }), { event: "crash" }, row({ at: 50 }));
    expect(run.output().map(textOf)).toEqual(["100", "10", "|9", "|9", "50"]);
    await run.send(row({ at: 20 }));
    expect(run.output().map(textOf)).toEqual(["20", "|19"]);
    await run.close();
  });
});

describe("idleness", () => {
  function run(scenes: Scenes, clock = virtualClock(), recorded?: RecordSink) {
    const source = scripted(scenes, { clock });
    return happenings(from(source).withEventTime(timeOf, { idleAfter: "30s" }), { clock }, recorded);
  }

  test("a split without rows for so long is ignored in the minimum", async () => {
    const scenes: Scenes = [
      { split: "a", rows: [{ at: 100 }] },
      { split: "b", rows: [{ at: 10 }] },
      { split: "a", rows: [{ at: 200 }], at: 29_999 },
      { split: "a", rows: [{ at: 300 }], at: 30_000 },
    ];
    expect(await run(scenes)).toBe("100 10 |9 200 |199 300 |299 end");
  });

  test("a split that has given nothing yet falls idle too", async () => {
    const scenes: Scenes = [
      { split: "a", rows: [{ at: 100 }] },
      { split: "a", rows: [{ at: 200 }], at: 20_000 },
      { split: "a", rows: [{ at: 300 }], at: 40_000 },
      { split: "never", ends: true },
    ];
    expect(await run(scenes)).toBe("100 200 |199 300 |299 end");
  });

  test("! becoming active again with an older watermark does not move the combined one back", async () => {
    const scenes: Scenes = [
      { split: "a", rows: [{ at: 100 }] },
      { split: "b", rows: [{ at: 10 }] },
      { split: "a", rows: [{ at: 200 }], at: 20_000 },
      { split: "a", rows: [{ at: 300 }], at: 40_000 },
      { split: "b", rows: [{ at: 20 }] },
      { split: "a", rows: [{ at: 400 }] },
      { split: "b", rows: [{ at: 350 }] },
    ];
    // Awake again it is waited for, from where the watermark is.
    expect(await run(scenes)).toMatch(/^100 10 \|9 200 \|199 300 \|299 20 400 350 \|349 /);
  });

  test("no row is late by which subtask reads its split: idle ones do not run ahead of those that go on elsewhere", async () => {
    const scenes: Scenes = [
      { split: "a", rows: [{ at: 300 }] },
      { split: "b", rows: [{ at: 300 }] },
      { split: "c", rows: [{ at: 700 }] },
      { split: "b", rows: [{ at: 302 }], at: 20_000 },
      { split: "b", rows: [{ at: 304 }], at: 40_000 },
      { split: "a", rows: [{ at: 310 }] },
      { split: "b", rows: [{ at: 500 }] },
      { split: "a", rows: [{ at: 320 }] },
    ];
    for (const parallelism of [1, 2, 3]) {
      const clock = virtualClock();
      const rows: { windowStart: number; rows: number }[] = [];
      const run = from(scripted(scenes, { clock }))
        .withEventTime(timeOf, { idleAfter: "30s" })
        .windowAll(tumbling(20))
        .aggregate({ rows: count() })
        .sinkTo(into(rows))
        .run({ clock, parallelism });
      expect((await run).metrics.total("numLateRecordsDropped")).toBe(0);
      expect(rows.map((window) => [window.windowStart, window.rows])).toEqual([
        [300, 5],
        [320, 1],
        [500, 1],
        [700, 1],
      ]);
    }
  });

  test("when all are idle the operator is idle, and the greatest of their watermarks counts", async () => {
    const both = await harness(
      (input: Dataset<Event>) =>
        input.withEventTime(timeOf, { idleAfter: "30s" }).windowAll(tumbling(50)).aggregate({ rows: count() }),
      { parallelism: 2 },
    );
    await both.send(row({ at: 100 }), row({ at: 10 }), processingTime(29_999));
    expect(both.output().length).toBe(1);
    await both.send(processingTime(30_000));
    expect(both.output().at(-1)).toMatchObject({ event: "watermark", timeMs: 99 });
    // The other one stays idle until it has a row; from then on it is waited for.
    await both.send(row({ at: 110 }), row({ at: 105 }), row({ at: 600 }));
    expect(
      both
        .output()
        .filter(({ event }) => event === "watermark")
        .at(-1),
    ).toMatchObject({ timeMs: 109 });
    await both.close();
  });

  test("rows of a split that falls idle are in their windows at any parallelism", async () => {
    const scenes: Scenes = [
      { split: "a", rows: [{ at: 10 }, { at: 20 }] },
      { split: "b", rows: [{ at: 15 }] },
      { split: "a", rows: [{ at: 30 }], at: 20_000 },
      // Without b, event time is past the window that b's row is in.
      { split: "a", rows: [{ at: 200 }], at: 40_000 },
      { split: "a", rows: [{ at: 300 }] },
    ];
    for (const parallelism of [1, 2, 3]) {
      const clock = virtualClock();
      const counted = from(scripted(scenes, { clock }))
        .withEventTime(timeOf, { idleAfter: "30s" })
        .keyBy((event) => event.at % 5)
        .window(tumbling(100))
        .aggregate({ rows: count() });
      const rows: number[][] = [];
      await counted.forEach((each) => void rows.push([each.windowStart, each.rows]), { clock, parallelism });
      expect(rows).toEqual([
        [0, 4],
        [200, 1],
        [300, 1],
      ]);
    }
  });

  test("time in which it was back-pressured is not counted", async () => {
    const clock = virtualClock();
    const recorded = recordSink("record");
    const open: typeof recorded.sink.open = async (context) => {
      const writer = await recorded.sink.open(context);
      let batches = 0;
      return {
        ...writer,
        write: async (batch) => {
          await writer.write(batch);
          // The sink takes a minute for the second one.
          if (++batches === 2) clock.advanceTo(60_000);
        },
      };
    };
    const scenes: Scenes = [
      { split: "a", rows: [{ at: 100 }] },
      { split: "b", rows: [{ at: 10 }] },
      { split: "a", rows: [{ at: 300 }], at: 61_000 },
      { split: "a", rows: [{ at: 400 }], at: 89_999 },
      { split: "a", rows: [{ at: 500 }], at: 90_000 },
    ];
    expect(await run(scenes, clock, { ...recorded, sink: { ...recorded.sink, open } })).toBe(
      "100 10 |9 300 400 |399 500 |499 end",
    );
  });

  test("finished inputs do not push idle ones to +∞", async () => {
    const scenes: Scenes = [
      { split: "a", rows: [{ at: 100 }] },
      { split: "b", rows: [{ at: 10 }] },
      { split: "a", rows: [{ at: 200 }], at: 20_000 },
      { split: "a", rows: [{ at: 250 }], at: 40_000 },
      { split: "a", ends: true },
      { split: "b", rows: [{ at: 300 }], at: 90_000 },
    ];
    expect(await run(scenes)).toBe("100 10 |9 200 |199 250 |249 300 |299 end");
  });
});

describe("alignment", () => {
  /** Splits that give a row at each of these times whenever they are asked. */
  const ready = (times: Readonly<Record<string, readonly number[]>>, boundedness: "bounded" | "unbounded") => {
    const source = scripted<Event>([], { boundedness });
    return from<Event>({
      ...source,
      splits: async () => Object.keys(times).map((id) => ({ id })),
      open: async ({ id }) => {
        const batches = times[id]!.map((time) => oneRow({ at: time }));
        return { read: () => batches.shift(), position: () => 0, close: async () => undefined };
      },
    });
  };

  const fast = [0, 100, 200, 300, 400];
  const slow = [1, 41, 81, 121, 161, 201, 241, 281, 321, 361, 401];

  /** The rows in the order they were read. */
  async function order(dataset: Dataset<Event>): Promise<number[]> {
    const read: number[] = [];
    await dataset.forEach((event) => void read.push(event.at));
    return read;
  }

  test("splits that are further than the last one by more than the drift are not read on", async () => {
    const splits = ready({ fast, slow }, "unbounded");
    const side = (await order(splits.withEventTime(timeOf))).slice(0, 8);
    expect(side).toEqual([0, 1, 100, 41, 200, 81, 300, 121]);
    const aligned = await order(splits.withEventTime(timeOf, { align: { group: "g", maxDrift: 50 } }));
    // Each row of the fast one comes when the slow one is at most 50 behind the row before.
    for (const [before, now] of fast.slice(1).map((time, n) => [fast[n]!, time] as const)) {
      expect(
        Math.max(...aligned.slice(0, aligned.indexOf(now)).filter((time) => slow.includes(time))),
      ).toBeGreaterThanOrEqual(before - 50);
    }
    expect(aligned.toSorted((a, b) => a - b)).toEqual([...fast, ...slow].sort((a, b) => a - b));
  });

  test("sources of one group wait for each other, bounded ones too", async () => {
    const align = { group: "g", maxDrift: 50 };
    const aligned = await order(
      ready({ fast }, "bounded")
        .withEventTime(timeOf, { align })
        .union(ready({ slow }, "bounded").withEventTime(timeOf, { align })),
    );
    expect(aligned.indexOf(200)).toBeGreaterThan(aligned.indexOf(41));
    expect(aligned.indexOf(300)).toBeGreaterThan(aligned.indexOf(121));
    expect(aligned.length).toBe(fast.length + slow.length);
  });

  test("time in which a split was paused does not make it idle", async () => {
    const clock = virtualClock();
    const scenes: Scenes = [
      { split: "a", rows: [{ at: 100 }] },
      { split: "b", rows: [{ at: 0 }] },
      { split: "b", rows: [{ at: 40 }], at: 20_000 },
      { split: "b", rows: [{ at: 45 }], at: 40_000 },
      { split: "b", rows: [{ at: 500 }], at: 60_000 },
      { split: "a", rows: [{ at: 480 }] },
    ];
    const dataset = from(scripted(scenes, { clock })).withEventTime(timeOf, {
      idleAfter: "30s",
      align: { group: "g", maxDrift: 50 },
    });
    expect(await happenings(dataset, { clock })).toMatch(/^100 0 \|-1 40 \|39 45 \|44 500 \|99 480 \|479 /);
  });

  test("a step that is not right at its source is refused", async () => {
    const behind = from([{ at: 1 }])
      .limit(1)
      .withEventTime(timeOf, { align: { group: "g", maxDrift: 50 } });
    await expect(behind.collect()).rejects.toThrow(
      /Cannot align event time in withEventTime #2 .* put withEventTime right behind the source/,
    );
  });
});

describe("bounded sources of several files", () => {
  /** So many files of a day each, in no order, with a row an hour; `open` counts what is open at a time. */
  function days(order: readonly number[]) {
    const open = { now: 0, most: 0 };
    const source = scripted<Event>([], { boundedness: "bounded" });
    const dataset = from<Event>({
      ...source,
      splits: async () => order.map((day) => ({ id: `day ${day}` })),
      open: async ({ id }, position) => {
        open.most = Math.max(open.most, ++open.now);
        let hour = Number(position ?? 0);
        return {
          read: () => (hour >= 24 ? undefined : oneRow({ at: Number(id.slice(4)) * 24 + hour++ })),
          position: () => hour,
          close: async () => {
            open.now--;
          },
        };
      },
    });
    return { dataset, open };
  }

  for (const [title, order] of [
    ["three files of different days", [3, 1, 2]],
    ["more files than are open at a time", Array.from({ length: 40 }, (_, n) => (n * 7) % 40)],
  ] as const) {
    test(`${title} give no late row though none may be out of order, and windows end as they are read`, async () => {
      const { dataset, open } = days(order);
      const seen: string[] = [];
      const { metrics } = await dataset
        .map((event) => {
          seen.push("row");
          return event;
        })
        .withEventTime(timeOf)
        .windowAll(tumbling(24))
        .aggregate({ rows: count() })
        .forEach(({ windowStart, rows }) => void seen.push(`day ${windowStart / 24}: ${rows}`));
      expect(metrics.total("numLateRecordsDropped")).toBe(0);
      const days_ = [...order].sort((a, b) => a - b);
      expect(seen.filter((what) => what !== "row")).toEqual(days_.map((day) => `day ${day}: 24`));
      // The first day is out before the last one is read: less is kept than all there is.
      const first = seen.indexOf(`day ${days_[0]}: 24`);
      expect(seen.slice(0, first).length).toBeLessThan(24 + 2 * order.length);
      expect([open.now, open.most <= 17]).toEqual([0, true]);
    });
  }

  test("parts of one file are one sequence: its event time goes on from each to the next", async () => {
    const source = scripted<Event>([], { boundedness: "bounded" });
    const parts = from<Event>({
      ...source,
      splits: async () => [1, 2, 3].map((part) => ({ id: `part ${part}`, sequence: "file" })),
      open: async ({ id }) => {
        const batches = [oneRow({ at: Number(id.slice(5)) * 10 })];
        return { read: () => batches.shift(), position: () => 0, close: async () => undefined };
      },
    });
    expect(await happenings(parts.withEventTime(timeOf))).toBe("10 |9 20 |19 30 |29 end");
  });
});

describe("late definition (windows)", () => {
  test("a record older than the watermark whose window is still open is not late", async () => {
    const windows = await harness((input: Dataset<Event>) =>
      input.windowAll(tumbling(10)).aggregate({ rows: count() }),
    );
    await windows.send(at(1, { at: 1 }), { event: "watermark", timeMs: 7 }, at(2, { at: 2 }), {
      event: "watermark",
      timeMs: 9,
    });
    const rows = windows.output().flatMap((event) => (event.event === "row" ? [event.value] : []));
    expect([rows, windows.count("numLateRecordsDropped")]).toEqual([[{ windowStart: 0, windowEnd: 10, rows: 2 }], 0]);
    await windows.close();
  });
});
