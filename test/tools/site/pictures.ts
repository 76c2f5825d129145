// `node test/tools/site/pictures.ts`: draws the pictures of docs/ anew. A test holds them against what this draws.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../repository.ts";
import { arrow, type Drawing, dot, line, rect, svgOf, text } from "./svg.ts";

/** Orders of docs/concepts.md: minutes past nine at which they happened and came. One comes too late. */
export const orders: readonly { readonly happened: number; readonly came: number }[] = [
  { happened: 1, came: 2 },
  { happened: 4, came: 5 },
  { happened: 3, came: 6 },
  { happened: 8, came: 9 },
  { happened: 12, came: 13 },
  { happened: 9, came: 14 },
  { happened: 14, came: 16 },
  { happened: 7, came: 19 },
  { happened: 18, came: 21 },
  { happened: 23, came: 25 },
];
const outOfOrder = 3;
const windowMinutes = 10;

/** Pictures by the names of their files. */
export const pictures: Readonly<Record<string, () => Drawing>> = {
  "two-times.svg": twoTimes,
  "watermark.svg": watermark,
  "windows.svg": windows,
  "keys.svg": keys,
  "checkpoint.svg": checkpoint,
};

export function drawn(name: string): string {
  return svgOf(pictures[name]!());
}

const clock = (minute: number): string => `9:${String(minute).padStart(2, "0")}`;

/** Two axes, and a line for each order from when it happened to when it came. */
function twoTimes(): Drawing {
  const x = (minute: number): number => 130 + minute * 21;
  const ticks = [0, 5, 10, 15, 20, 25];
  const shapes = [
    ...[60, 180].map((y) => arrow("axis", [x(0) - 10, y], [x(27) + 10, y])),
    ...ticks.flatMap((minute) => [
      text(x(minute), 36, clock(minute), "q s", "middle"),
      text(x(minute), 212, clock(minute), "q s", "middle"),
    ]),
    text(10, 65, "happened", "b"),
    text(10, 185, "came", "b"),
  ];
  for (const { happened, came } of orders) {
    const isLate = happened === 7;
    shapes.push(line(isLate ? "warnline" : "thin", [x(happened), 60], [x(came), 180]));
    shapes.push(dot("event", x(happened), 60, 5), dot(isLate ? "late" : "event", x(came), 180, 5));
  }
  return { title: "When orders happened and when they came", width: 720, height: 225, shapes };
}

/** When orders came across, when they happened upwards, and below them the watermark. */
function watermark(): Drawing {
  const x = (minute: number): number => 90 + minute * 21;
  const y = (minute: number): number => 330 - minute * 11;
  const steps = watermarkSteps();
  const shapes = [
    rect("band", x(0), y(10), x(28) - x(0), y(0) - y(10)),
    rect("band2", x(0), y(20), x(28) - x(0), y(10) - y(20)),
    rect("band", x(0), y(27), x(28) - x(0), y(20) - y(27)),
    arrow("axis", [x(0), y(0)], [x(28) + 12, y(0)]),
    arrow("axis", [x(0), y(0)], [x(0), y(27) - 12]),
    ...[0, 5, 10, 15, 20, 25].map((minute) => text(x(minute), y(0) + 20, clock(minute), "q s", "middle")),
    ...[0, 10, 20].map((minute) => text(x(0) - 8, y(minute) + 5, clock(minute), "q s", "end")),
    text(x(28) + 12, y(0) + 40, "came →", "q s", "end"),
    text(x(0) + 10, y(27) - 2, "↑ happened", "q s"),
    text(x(0) + 10, y(10) + 18, "window 9:00–9:10", "q s"),
    text(x(0) + 10, y(20) + 18, "window 9:10–9:20", "q s"),
    line(
      "line",
      ...steps.flatMap(({ from, to, value }): [number, number][] => [
        [x(from), y(value)],
        [x(to), y(value)],
      ]),
    ),
    text(x(23), y(15) + 19, "watermark", "s b", "middle"),
  ];
  for (const end of [windowMinutes, 2 * windowMinutes]) {
    const fired = steps.find(({ value }) => value >= end)!.from;
    shapes.push(line("line dash", [x(fired), y(0)], [x(fired), y(end)]), dot("fill", x(fired), y(end), 5));
    shapes.push(text(x(fired) + 9, y(end) + 16, `fires at ${clock(fired)}`, "s b"));
  }
  for (const { happened, came } of orders) {
    const isLate = happened === 7;
    shapes.push(dot(isLate ? "late" : "event", x(came), y(happened), 5.5));
    if (isLate) shapes.push(text(x(came) + 10, y(happened) + 5, "late", "warn s b"));
  }
  return { title: "The watermark climbs below the orders", width: 760, height: 380, shapes };
}

/** What the watermark is between two orders: the newest time of happening that came, less what may come late. */
function watermarkSteps(): { from: number; to: number; value: number }[] {
  let newest = outOfOrder;
  return orders.map(({ happened, came }, at) => {
    newest = Math.max(newest, happened);
    return { from: came, to: orders[at + 1]?.came ?? 27, value: Math.max(0, newest - outOfOrder) };
  });
}

/** The same events under four kinds of windows. */
function windows(): Drawing {
  const x = (minute: number): number => 150 + minute * 13.5;
  const events = [2, 5, 8, 9, 17, 19, 22, 31, 33];
  const rows: { name: string; call: string; spans: [number, number][] }[] = [
    {
      name: "tumbling",
      call: 'tumbling("10m")',
      spans: [
        [0, 10],
        [10, 20],
        [20, 30],
        [30, 40],
      ],
    },
    {
      name: "sliding",
      call: 'sliding("20m", { every: "10m" })',
      spans: [
        [0, 20],
        [10, 30],
        [20, 40],
      ],
    },
    {
      name: "cumulate",
      call: 'cumulate("20m", { every: "10m" })',
      spans: [
        [0, 10],
        [0, 20],
        [20, 30],
        [20, 40],
      ],
    },
    { name: "session", call: 'session("6m")', spans: sessionsOf(events, 6) },
  ];
  const shapes = [
    ...[0, 10, 20, 30, 40].flatMap((minute) => [
      line("grid", [x(minute), 48], [x(minute), 395]),
      text(x(minute), 22, clock(minute), "q s", "middle"),
    ]),
    arrow("axis", [x(0) - 8, 40], [x(41), 40]),
    ...events.map((minute) => dot("event", x(minute), 40, 5)),
    text(10, 45, "events", "b"),
  ];
  let top = 72;
  for (const { name, call, spans } of rows) {
    shapes.push(text(10, top + 16, name, "b"));
    const lanes = name === "tumbling" || name === "session" ? 1 : 2;
    for (const [at, [from, to]] of spans.entries()) {
      shapes.push(rect("box", x(from) + 2, top + (at % lanes) * 24, x(to) - x(from) - 4, 19, 4));
    }
    shapes.push(text(x(0), top + lanes * 24 + 14, call, "q s"));
    top += lanes * 24 + 38;
  }
  return { title: "One row of events under four kinds of windows", width: 720, height: top + 4, shapes };
}

function sessionsOf(events: readonly number[], gap: number): [number, number][] {
  const spans: [number, number][] = [];
  for (const event of events) {
    const last = spans.at(-1);
    if (last !== undefined && event < last[1]) last[1] = event + gap;
    else spans.push([event, event + gap]);
  }
  return spans;
}

/** Rows of one key meet in one subtask, where that key's state is. */
function keys(): Drawing {
  const rows = ["Kent", "Bend", "Kent", "Lodi", "Bend"];
  const shapes = [
    text(20, 30, "rows as they come", "q s"),
    text(300, 30, "keyBy(city)", "q s"),
    text(520, 30, "state of each key", "q s"),
  ];
  const lane: Record<string, number> = { Kent: 0, Lodi: 0, Bend: 1 };
  for (const [at, city] of rows.entries()) {
    const y = 52 + at * 34;
    shapes.push(rect("box", 20, y, 90, 24, 4), text(65, y + 17, city, "s", "middle"));
    shapes.push(arrow("thin", [114, y + 12], [296, lane[city] === 0 ? 88 : 180]));
  }
  for (const [at, held] of [["Kent: 2 trips", "Lodi: 1 trip"], ["Bend: 2 trips"]].entries()) {
    const y = 62 + at * 92;
    shapes.push(rect("box", 300, y, 130, 52, 6), text(365, y + 31, `subtask ${at + 1}`, "b", "middle"));
    shapes.push(arrow("thin", [432, y + 26], [512, y + 26]), rect("band", 516, y - 6, 180, 64, 6));
    for (const [row, words] of held.entries()) shapes.push(text(530, y + 20 + row * 24, words, "s"));
  }
  return { title: "Rows of one key meet in one subtask", width: 720, height: 235, shapes };
}

/** A barrier on its way from the sources to the sinks, and what is written down as it passes. */
function checkpoint(): Drawing {
  const boxes: [number, string][] = [
    [20, "source"],
    [280, "step with state"],
    [550, "sink"],
  ];
  const shapes = boxes.flatMap(([x, name]) => [rect("box", x, 40, 150, 60, 6), text(x + 75, 75, name, "b", "middle")]);
  shapes.push(arrow("thin", [172, 70], [276, 70]), arrow("thin", [432, 70], [546, 70]));
  for (const x of [190, 206, 238, 254]) shapes.push(dot("event", x, 70, 4.5));
  for (const x of [448, 466, 518]) shapes.push(dot("event", x, 70, 4.5));
  shapes.push(line("barrier", [222, 52], [222, 88]), line("barrier", [492, 52], [492, 88]));
  shapes.push(text(222, 34, "barrier", "warn s b", "middle"), text(492, 34, "barrier", "warn s b", "middle"));
  shapes.push(rect("band", 20, 165, 680, 62, 6), text(34, 186, "checkpoint", "b"));
  for (const [x, words] of [
    [95, "position: row 5"],
    [355, "what each key has"],
    [625, "what waits to be shown"],
  ] as const) {
    shapes.push(arrow("thin", [x, 104], [x, 160]), text(x, 213, words, "s", "middle"));
  }
  return { title: "A barrier on its way from source to sink", width: 720, height: 240, shapes };
}

if (import.meta.main) {
  for (const name of Object.keys(pictures))
    writeFileSync(join(repositoryFolder, "docs", "pictures", name), drawn(name));
}
