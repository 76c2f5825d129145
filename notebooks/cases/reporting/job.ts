// A report that is kept up: reports of aircraft that struck birds, by state, by species and by month, as tables and pictures of a page. Of
// stored data it is written once; of a stream again and again while it changes, by the same groups.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { count, type Dataset, each, into, type Job, job, max, type Output, replay, schema, sum } from "millrace";
import { kafka, kafkaUpserts } from "millrace/connectors/kafka";
import { barChart, heatMapChart, htmlPage, tableHtml } from "millrace/display";
import { strikes } from "../data/strikes.ts";

export interface Strike {
  /** ms since the epoch. */
  readonly at: number;
  readonly state: string;
  readonly phase: string;
  readonly species: string;
  readonly damaged: boolean;
  /** US dollars. */
  readonly cost: number;
}

export interface State {
  readonly state: string;
  readonly strikes: number;
  readonly damaged: number;
  readonly cost: number;
  readonly newest: number;
}

export interface Cell {
  readonly month: number;
  readonly phase: string;
  readonly strikes: number;
}

export interface Species {
  readonly species: string;
  readonly cost: number;
}

interface Groups {
  readonly states: Dataset<State>;
  readonly cells: Dataset<Cell>;
  readonly costliest: Dataset<Species>;
}

/** What is reported: groups whose rows change while a stream goes on. */
export function groups(struck: Dataset<Strike>): Groups {
  const states = struck.keyBy("state").aggregate({
    strikes: count(),
    damaged: sum((strike) => (strike.damaged ? 1 : 0)),
    cost: sum((strike) => strike.cost),
    newest: max((strike) => strike.at),
  });
  const cells = struck
    .map(({ at, phase }) => ({ month: new Date(at).getUTCMonth(), phase }))
    .keyBy("month", "phase")
    .aggregate({ strikes: count() });
  const costliest = struck
    .keyBy("species")
    .aggregate({ cost: sum((strike) => strike.cost) })
    .topK(10, "cost")
    .map(({ species, cost }) => ({ species, cost }));
  return { states, cells, costliest };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const phases = ["Parked", "Taxi", "Take-off run", "Climb", "Descent", "Approach", "Landing Roll"];

export function monthPicture(cells: readonly Cell[]): string {
  const at = new Map(cells.map(({ month, phase, strikes }) => [`${month} ${phase}`, strikes]));
  const values = phases.map((phase) => months.map((_, month) => at.get(`${month} ${phase}`) ?? 0));
  return heatMapChart(
    { rows: phases, columns: months, values },
    { title: "Strikes by month and phase of flight", width: 860 },
  );
}

/** What is left of each group. */
interface Kept {
  readonly states: State[];
  readonly cells: Cell[];
  readonly costliest: Species[];
}

function page({ states, cells, costliest }: Kept): string {
  const rows = states.toSorted((a, b) => b.strikes - a.strikes || (a.state < b.state ? -1 : 1));
  const bars = costliest.toSorted((a, b) => b.cost - a.cost);
  const columns = (["state", "strikes", "damaged", "cost"] as const).map((name) => {
    return { name, type: name === "state" ? "string" : "float64", values: rows.map((row) => row[name]) };
  });
  const until = new Date(Math.max(0, ...rows.map(({ newest }) => newest))).toISOString().slice(0, 10);
  const cost = barChart(
    { labels: bars.map(({ species }) => species), series: [{ name: "cost", values: bars.map((row) => row.cost) }] },
    { title: "US dollars", width: 860 },
  );
  return htmlPage({
    title: "Aircraft and birds",
    subtitle: `${rows.reduce((all, row) => all + row.strikes, 0).toLocaleString("en-US")} strikes until ${until}`,
    sections: [
      { heading: "When", content: [monthPicture(cells)] },
      { heading: "Which birds cost most", content: [cost] },
      { heading: "Where", content: [tableHtml({ rowCount: rows.length, columns }, { head: rows.length, tail: 0 })] },
    ],
  });
}

/** Writes the page half a second after something has changed, whatever else changes until then. */
function pageOf({ states, cells, costliest }: Groups, file: string): Output {
  const kept: Kept = { states: [], cells: [], costliest: [] };
  let isDue = false;
  const write = (): void => {
    isDue = false;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, page(kept));
  };
  const changed = states.changelog().sinkTo(
    each(() => {
      if (!isDue) setTimeout(write, 500);
      isDue = true;
    }),
  );
  return states
    .sinkTo(into(kept.states))
    .and(cells.sinkTo(into(kept.cells)), costliest.sinkTo(into(kept.costliest)), changed);
}

const strikeColumns = schema({
  at: "float64",
  state: "string",
  phase: "string",
  species: "string",
  damaged: "boolean",
  cost: "float64",
});

const reportingJob: Job = job("reporting", ({ from, parameter }) => {
  const brokers = parameter("brokers", "");
  const file = parameter("out", "out/reporting/page.html");
  // Days that pass in a second, as a stream: all at once, as stored data, unless told.
  const days = Number(parameter("days", "0"));
  if (brokers !== "") {
    const all = groups(from(kafka<Strike>({ brokers, topic: "strikes", schema: strikeColumns })));
    const byState = kafkaUpserts<State>({ brokers, topic: "strikes-by-state", by: "state" });
    return pageOf(all, file).and(all.states.sinkTo(byState));
  }
  const struck = days > 0 ? from(replay(strikes(), { time: "at", speedUp: days * 86_400 })) : strikes();
  return pageOf(groups(struck), file);
});

export default reportingJob;
