import { seeded } from "./random.ts";

const minute = 60_000;
/** Midnight of the day that the lines are of. */
export const dayMs: number = Date.UTC(2026, 2, 2);

/** What goes wrong, in minutes of the day: what the job has to tell, and nothing else. */
export const incidents = [
  { name: "guessing of passwords", from: 430, until: 445, says: "auth: Failed password for root" },
  { name: "a worker out of memory", from: 800, until: 812, says: "worker * died: OutOfMemoryError" },
  { name: "a database that is slow", from: 1105, until: 1125, says: "db: query took" },
] as const;

/** What is unusual and nothing to be told: a new version says a line that was never seen, once. */
export const deployedAt = 620;

/** A day of four services, one line a second and more, as they lie in a file: a stack trace has lines without a time. */
export function logLines(seed = 6): string[] {
  const { next, below } = seeded(seed);
  const made: { readonly at: number; readonly text: string }[] = [];
  const say = (now: number, level: string, text: string): void =>
    void made.push({ at: dayMs + Math.floor((now + next()) * minute), text: `${level} ${text}` });
  const ip = (): string => `10.0.${below(4)}.${1 + below(250)}`;
  const usual: readonly (readonly [weight: number, level: string, text: () => string])[] = [
    [30, "INFO", () => `web: GET /item/${below(5000)} 200 in ${4 + below(90)} ms`],
    [8, "INFO", () => `web: POST /cart 201 in ${10 + below(90)} ms from ${ip()}`],
    [6, "INFO", () => `auth: Accepted password for user${below(900)} from ${ip()} port ${1024 + below(60000)}`],
    [0.6, "WARN", () => `auth: Failed password for user${below(900)} from ${ip()} port ${1024 + below(60000)}`],
    [12, "INFO", () => `db: query took ${1 + below(40)} ms rows=${below(500)}`],
    [0.5, "WARN", () => `db: query took ${1200 + below(900)} ms rows=${below(500)} slow`],
    [2, "INFO", () => `worker ${1 + below(8)} finished job ${below(1e6).toString(16)} in ${below(20)} s`],
    [0.1, "ERROR", () => `worker ${1 + below(8)} could not reach http://mail/${below(99)}: retrying`],
  ];
  for (let now = 0; now < 1440; now++) {
    // Twice as much by day as by night.
    const load = 1 - 0.35 * Math.cos((2 * Math.PI * now) / 1440);
    for (const [weight, level, text] of usual) {
      const mean = weight * load;
      const lines = Math.floor(mean * (0.85 + 0.3 * next()) + next());
      for (let line = 0; line < lines; line++) say(now, level, text());
    }
    const during = incidents.find(({ from, until }) => now >= from && now < until)?.name;
    if (during === "guessing of passwords") {
      for (let line = 0; line < 40; line++)
        say(now, "WARN", `auth: Failed password for root from 10.9.9.9 port ${below(60000)}`);
    }
    if (during === "a worker out of memory") {
      for (let line = 0; line < 9; line++)
        say(now, "ERROR", `worker ${1 + below(8)} died: OutOfMemoryError\n    at heap (worker.js:${below(900)})`);
    }
    if (during === "a database that is slow") {
      for (let line = 0; line < 25; line++)
        say(now, "WARN", `db: query took ${1500 + below(2000)} ms rows=${below(500)} slow`);
    }
    if (now === deployedAt) say(now, "INFO", "web: version 4.2 starts");
  }
  const inOrder = made.sort((a, b) => a.at - b.at);
  return inOrder.flatMap(({ at, text }) => `${new Date(at).toISOString()} ${text}`.split("\n"));
}
