// What each case shows, drawn from the functions of its job over the data that comes along.
import { deadLetter, from, into, sum } from "millrace";
import { barChart, heatMapChart, lineChart, type Series, scatterChart } from "millrace/display";
import { funnel, visits } from "./clickstream/job.ts";
import { clicks } from "./data/clicks.ts";
import { logLines } from "./data/log-lines.ts";
import { messages } from "./data/orders.ts";
import { payments, rules } from "./data/payments.ts";
import { films, ratings, tasteOf } from "./data/ratings.ts";
import { readings } from "./data/readings.ts";
import { strikes } from "./data/strikes.ts";
import { etl } from "./etl/job.ts";
import { fraud } from "./fraud/job.ts";
import { hot, minutes, silent } from "./iot/job.ts";
import { incidents, minutes as logMinutes } from "./logs/job.ts";
import { recommend } from "./recommendation/job.ts";
import { groups, monthPicture } from "./reporting/job.ts";

/** The picture of each case, as SVG. */
export const pictures: Readonly<Record<string, () => Promise<string>>> = {
  fraud: fraudPicture,
  iot: iotPicture,
  etl: etlPicture,
  clickstream: clickstreamPicture,
  logs: logsPicture,
  recommendation: recommendationPicture,
  reporting: async () => monthPicture(await groups(strikes()).cells.collect()),
};

async function fraudPicture(): Promise<string> {
  const paid = payments();
  const timed = from(paid).withEventTime((payment) => payment.at);
  const alerts = await fraud(
    timed,
    from(rules()).withEventTime((rule) => rule.at),
  ).collect();
  const series = (name: string, points: readonly (readonly [at: number, amount: number])[]): Series => ({
    name,
    x: points.map(([at]) => new Date(at)),
    y: points.map(([, amount]) => amount),
  });
  const alertsOf = (word: string): Series =>
    series(
      word,
      alerts.filter(({ rule }) => rule.startsWith(word)).map(({ at, amounts }) => [at.getTime(), amounts.at(-1)!]),
    );
  const everyFourth = paid.filter((_, at) => at % 4 === 0).map(({ at, amount }) => [at, amount] as const);
  return scatterChart(
    [series("payments", everyFourth), alertsOf("testing"), alertsOf("travel"), alertsOf("gift cards")],
    {
      title: "Card fraud: a day of payments, and what was told of it",
      subtitle: `${paid.length.toLocaleString("en-US")} payments (each fourth is shown), ${alerts.length} alerts; the rule for gift cards came at noon`,
      yScale: "log",
      yLabel: "amount, EUR",
      width: 860,
    },
  );
}

async function iotPicture(): Promise<string> {
  const timed = from(readings()).withEventTime((reading) => reading.at, { outOfOrder: "10s" });
  const alarms = await hot(timed).union(silent(timed)).collect();
  const shown = [...new Set(alarms.map(({ machine }) => machine))].sort();
  const rows = await minutes(timed).collect();
  const series = shown.map((machine): Series => {
    const own = rows.filter((row) => row.machine === machine).sort((a, b) => a.windowStart - b.windowStart);
    // A minute without a reading is a gap.
    const points = own.flatMap((row, at) =>
      at > 0 && row.windowStart > own[at - 1]!.windowEnd
        ? [
            { x: own[at - 1]!.windowEnd, y: null },
            { x: row.windowStart, y: row.celsius },
          ]
        : [{ x: row.windowStart, y: row.celsius }],
    );
    return { name: machine, x: points.map(({ x }) => new Date(x)), y: points.map(({ y }) => y) };
  });
  const marks = alarms.map(
    ({ at, machine, is }): Series => ({ name: `${machine} ${is}`, x: [at, at], y: [45, 100], isReference: true }),
  );
  return lineChart([...series, ...marks], {
    title: "Machines: temperature of each minute, and when an alarm was raised and cleared",
    subtitle: "four machines of sixteen: two ran hot, two fell silent; dashed: an alarm",
    yLabel: "°C",
    width: 860,
  });
}

async function etlPicture(): Promise<string> {
  const sent = messages();
  const letters: unknown[] = [];
  const lines = await etl(from(sent), deadLetter(into(letters))).collect();
  const rows = await from(lines)
    .keyBy("country", "day")
    .aggregate({ eur: sum((line) => line.eur) })
    .collect();
  const days = [...new Set(rows.map(({ day }) => day))].sort();
  const countries = [...new Set(rows.map(({ country }) => country))].sort();
  const eurOf = (country: string, day: string): number =>
    rows.find((row) => row.country === country && row.day === day)?.eur ?? 0;
  const series = countries.map((name) => ({ name, values: days.map((day) => eurOf(name, day)) }));
  const [messageCount, orderCount] = [sent.length, new Set(lines.map(({ order }) => order)).size].map((number) =>
    number.toLocaleString("en-US"),
  );
  return barChart(
    { labels: days, series },
    {
      title: "Orders in the lake: turnover by day and country, EUR",
      subtitle: `${orderCount} orders of ${messageCount} messages; ${letters.length} were refused, the others were sent twice`,
      width: 860,
    },
  );
}

async function clickstreamPicture(): Promise<string> {
  const rows = await visits(from(clicks()).withEventTime((click) => click.at, { outOfOrder: "2m" })).collect();
  const reached = funnel.map((_, at) => rows.filter(({ depth }) => depth > at).length);
  const share = (at: number): string => `${Math.round((100 * reached[at]!) / reached[0]!)} %`;
  return barChart(
    { labels: funnel.map((page, at) => `${page}, ${share(at)}`), series: [{ name: "visits", values: reached }] },
    {
      title: "Visits of a shop: how many came how far",
      subtitle: `${rows.length.toLocaleString("en-US")} sessions of a day, half an hour without a click between two`,
      width: 860,
    },
  );
}

async function logsPicture(): Promise<string> {
  const lines = logLines();
  const rows = await logMinutes(from(lines)).collect();
  const told = await incidents(from(rows).withEventTime((row) => row.windowStart)).collect();
  const score: Series = {
    name: "score",
    x: rows.map((row) => new Date(row.windowStart)),
    y: rows.map((row) => row.score),
  };
  const marks = told.flatMap(({ from: begins, until, says }): Series[] =>
    [begins, until].map((at) => ({ name: says, x: [at, at], y: [0, 1], isReference: true })),
  );
  return lineChart([score, ...marks], {
    title: "Logs: how strange each minute is to trees that have seen those before",
    subtitle: `${lines.length.toLocaleString("en-US")} lines of a day; dashed: ${told.length} incidents; the first 250 minutes are only learned from`,
    yLabel: "score",
    width: 860,
  });
}

async function recommendationPicture(): Promise<string> {
  const all = films();
  const told = await recommend(from(ratings())).collect();
  const genres = [...new Set(all.map(({ genre }) => genre))];
  const genreOf = new Map(all.map(({ title, genre }) => [title, genre]));
  // Of what is recommended to those who like a kind, how much is of each kind.
  const values = genres.map((liked) => {
    const next = told.filter(({ user }) => tasteOf(user).includes(liked)).flatMap((row) => row.next);
    return genres.map((genre) => next.filter((title) => genreOf.get(title) === genre).length / next.length);
  });
  return heatMapChart(
    { rows: genres, columns: genres, values },
    {
      title: "What is recommended (across) to those who like a kind of films (down)",
      subtitle: `${told.length} ratings of a day, each answered with three films; everybody likes two kinds`,
      format: (share) => `${Math.round(100 * share)} %`,
      width: 860,
    },
  );
}
