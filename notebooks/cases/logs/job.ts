// What is unusual in logs, without a rule for it: lines become templates, templates what each minute is like, minutes a score by trees
// that learn as they come; strange minutes that follow one another are an incident, with the line that tells most of it.
import { type Dataset, type Job, job, max, maxBy, min, session, state, sum, tumbling } from "millrace";
import { kafka } from "millrace/connectors/kafka";
import { stdout } from "millrace/connectors/stdio";
import { halfSpaceTrees, testThenTrain } from "millrace/ml";
import { logLines } from "../data/log-lines.ts";

/** A line with all that differs from one to the next taken out. */
interface Template {
  readonly template: string;
  readonly isBad: boolean;
}

/** What was said in a minute, compared with what is usual. */
export interface Minute {
  readonly windowStart: number;
  readonly lines: number;
  /** The template that is most unlike what it was, and how many times as often as usual it came: a power of two. */
  readonly most: string;
  readonly surprise: number;
  /** How strange the minute is to trees that have seen those before: 0 to 1. */
  readonly score: number;
}

export interface Incident {
  readonly from: Date;
  readonly until: Date;
  readonly score: number;
  readonly says: string;
}

/** What of a mean is left after a minute: after an hour a third. */
const kept = 0.98;

function templateOf(line: string): Template {
  const [, level = "", text = ""] = /^\S+ (\S+) (.*)$/.exec(line) ?? [];
  const template = text.replace(/\b(?=[\w./:-]*\d)[\w./:-]+/g, "*");
  return { template, isBad: level === "WARN" || level === "ERROR" };
}

/** Each minute by what is said in it. A line without a time belongs to the one before, and is left out. */
export function minutes(lines: Dataset<string>): Dataset<Minute> {
  const templates = lines
    .withEventTime((line) => Date.parse(line.slice(0, 24)), { outOfOrder: "5s", idleAfter: "30s", onError: "skip" })
    .map(templateOf)
    .keyBy("template", "isBad")
    .window(tumbling("1m"))
    .aggregate({ lines: sum(() => 1) });
  const compared = templates.keyBy("template").process({
    // How often it came in a minute, of late.
    state: { usual: state.value<{ readonly mean: number; readonly untilMs: number }>() },
    row({ template, isBad, lines, windowEnd }, { state: { usual } }) {
      const { mean, untilMs } = usual.get() ?? { mean: 0, untilMs: windowEnd };
      const expected = mean * kept ** ((windowEnd - untilMs) / 60_000);
      usual.set({ mean: expected + (1 - kept) * lines, untilMs: windowEnd });
      return [
        { template, lines, bad: isBad ? lines : 0, surprise: Math.max(0, Math.log2((lines + 1) / (expected + 1))) },
      ];
    },
  });
  const described = compared
    .windowAll(tumbling("1m"))
    .aggregate({
      lines: sum((row) => row.lines),
      bad: sum((row) => row.bad),
      most: maxBy((row) => row.surprise),
    })
    .map(({ windowStart, lines, bad, most }) => ({
      windowStart,
      lines,
      most: most.template,
      surprise: most.surprise,
      features: [Math.min(1, most.surprise / 8), bad / lines],
    }));
  // Each is scored by what was learned of those before it.
  const scored = described.apply(testThenTrain(halfSpaceTrees({ window: 250, height: 6 })));
  return scored;
}

/** Strange minutes with less than five between them. */
export function incidents(all: Dataset<Minute>, strange = 0.8): Dataset<Incident> {
  return all
    .filter((minute) => minute.score > strange)
    .windowAll(session("5m"))
    .aggregate({
      from: min((minute) => minute.windowStart),
      until: max((minute) => minute.windowStart + 60_000),
      score: max((minute) => minute.score),
      says: maxBy((minute) => minute.surprise),
    })
    .map(({ from, until, score, says }) => ({ from: new Date(from), until: new Date(until), score, says: says.most }));
}

const logsJob: Job = job("logs", ({ from, parameter }) => {
  const brokers = parameter("brokers", "");
  const isHere = brokers === "";
  const lines = isHere ? from(logLines()) : from(kafka<string>({ brokers, topic: "logs", value: "string" }));
  return incidents(minutes(lines)).sinkTo(isHere ? stdout() : kafka<Incident>({ brokers, topic: "incidents" }));
});

export default logsJob;
