// Machines and their sensors: who runs hot for minutes (not for one bad reading), who has fallen silent, and how long each worked.
import { type Dataset, type Job, job, quantile, schema, session, state, sum, tumbling } from "millrace";
import { kafka } from "millrace/connectors/kafka";
import { parquet } from "millrace/connectors/parquet";
import { stdout } from "millrace/connectors/stdio";
import { readings } from "../data/readings.ts";

export interface Reading {
  readonly machine: string;
  readonly celsius: number;
  readonly watts: number;
  /** The last before it is switched off. */
  readonly off: boolean;
  /** ms since the epoch; a reading stands for 10 s. */
  readonly at: number;
}

/** What is raised, and cleared when it is over. */
export interface Alarm {
  readonly machine: string;
  readonly alarm: "hot" | "silent";
  readonly is: "raised" | "cleared";
  readonly at: Date;
}

/** A minute of a machine, by its median. */
export interface Minute {
  readonly machine: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly celsius: number;
}

/** From a start until it stands still. */
export interface Work {
  readonly machine: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly kWh: number;
}

const limit = 85;
const minutesInARow = 3;
const silentMs = 5 * 60_000;

/** By the median a bad contact that says 400 °C once changes nothing. */
export function minutes(timed: Dataset<Reading>): Dataset<Minute> {
  return timed
    .keyBy("machine")
    .window(tumbling("1m"))
    .aggregate({ celsius: quantile((reading) => reading.celsius, 0.5) });
}

/** Raised by three minutes above the limit in a row, cleared by three below. */
export function hot(timed: Dataset<Reading>): Dataset<Alarm> {
  return minutes(timed)
    .keyBy("machine")
    .process({
      state: { raised: state.value<boolean>(), inARow: state.value<number>() },
      *row({ machine, celsius, windowEnd }, { state: { raised, inARow } }) {
        const isRaised = raised.get() ?? false;
        const isOther = celsius > limit !== isRaised;
        inARow.set(isOther ? (inARow.get() ?? 0) + 1 : 0);
        if (inARow.get() !== minutesInARow) return;
        inARow.set(0);
        raised.set(!isRaised);
        yield { machine, alarm: "hot", is: isRaised ? "cleared" : "raised", at: new Date(windowEnd) } as const;
      },
    });
}

/** Raised by a timer, when nothing was heard for five minutes; or by what is heard then, where that comes with it in one batch. */
export function silent(timed: Dataset<Reading>): Dataset<Alarm> {
  const alarm = (machine: string, is: Alarm["is"], at: number): Alarm => ({
    machine,
    alarm: "silent",
    is,
    at: new Date(at),
  });
  return timed.keyBy("machine").process({
    state: { heard: state.value<number>(), raised: state.value<boolean>() },
    *row({ machine, at, off }, { state: { heard, raised }, setEventTimer, deleteEventTimer }) {
      const before = heard.get() ?? at;
      if (at < before) return;
      const dueMs = before + silentMs;
      if (at >= dueMs || raised.get()) {
        if (!raised.get()) yield alarm(machine, "raised", dueMs);
        yield alarm(machine, "cleared", at);
        raised.clear();
      }
      deleteEventTimer(dueMs);
      heard.set(off ? undefined : at);
      if (!off) setEventTimer(at + silentMs);
    },
    *onTimer(time, { key: machine, state: { raised } }) {
      raised.set(true);
      yield alarm(machine, "raised", time);
    },
  });
}

/** Ends with two minutes without power. */
export function work(timed: Dataset<Reading>): Dataset<Work> {
  return timed
    .filter((reading) => reading.watts > 100)
    .keyBy("machine")
    .window(session("2m"))
    .aggregate({ kWh: sum((reading) => (reading.watts * 10) / 3_600_000) });
}

const readingColumns = schema({
  machine: "string",
  celsius: "float64",
  watts: "float64",
  off: "boolean",
  at: "float64",
});

const iotJob: Job = job("iot", ({ from, parameter }) => {
  const brokers = parameter("brokers", "");
  const out = parameter("out", "out/iot");
  const isHere = brokers === "";
  const timed = (
    isHere ? from(readings()) : from(kafka<Reading>({ brokers, topic: "readings", schema: readingColumns }))
  ).withEventTime((reading) => reading.at, { outOfOrder: "10s", idleAfter: "30s" });
  const alarms = hot(timed).union(silent(timed));
  return alarms
    .sinkTo(isHere ? stdout() : kafka<Alarm>({ brokers, topic: "alarms", keyOf: (alarm) => alarm.machine }))
    .and(work(timed).sinkTo(parquet(`${out}/work.parquet`)));
});

export default iotJob;
