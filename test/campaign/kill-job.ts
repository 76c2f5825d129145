// The job whose process is killed: windows and state of keys, read from files, written to files. INPUT and FOLDER say where.
import { count, from, type Job, job, state, sum, tumbling } from "millrace";
import { csv } from "millrace/connectors/csv";

const input = process.env.INPUT!;
const folder = process.env.FOLDER!;

interface Reading {
  readonly n: number;
  readonly key: number;
  readonly at: number;
}

const killed: Job = job("kill me", () => {
  const readings = from(csv<Reading>(`${input}/*.csv`)).withEventTime((row) => row.at, { outOfOrder: "2s" });
  const byKey = readings.keyBy((row) => row.key);
  const windows = byKey
    .window(tumbling("1s"))
    .aggregate({ rows: count(), total: sum((row) => row.n) }, { name: "windows" });
  const visits = byKey.process({
    state: { rows: state.map<number, number>() },
    row(row, { state, setEventTimer }) {
      const until = Math.floor(row.at / 5000) * 5000 + 5000;
      setEventTimer(until);
      state.rows.set(until, (state.rows.get(until) ?? 0) + 1);
    },
    *onTimer(until, { key, state }) {
      yield { key, until, rows: state.rows.get(until)! };
      state.rows.delete(until);
    },
  });
  return [windows.sinkTo(csv(`${folder}/windows/`)), visits.sinkTo(csv(`${folder}/visits/`))];
});

export default killed;
