import { heatMapChart, htmlPage, lineChart, type TableView, tableHtml } from "millrace/display";
import type { AirportHours, NationalHour } from "./job.ts";

const dayMs = 86_400_000;
const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The worst airport-hours as a table: for the terminal and for the page. */
export function worstView(rows: readonly AirportHours[]): TableView {
  return {
    rowCount: rows.length,
    columns: [
      { name: "origin", type: "string", values: rows.map((row) => row.origin) },
      { name: "from", type: "timestamp", values: rows.map((row) => row.windowStart) },
      { name: "until", type: "timestamp", values: rows.map((row) => row.windowEnd) },
      { name: "flights", type: "int32", values: rows.map((row) => row.flights) },
      { name: "mean delay, min", type: "float64", values: rows.map((row) => tenth(row.meanDelay)) },
      { name: "95 %, min", type: "float64", values: rows.map((row) => tenth(row.p95Delay)) },
      { name: "late, %", type: "float64", values: rows.map((row) => tenth(row.lateShare * 100)) },
    ],
  };
}

/** Flights and mean delay of each day. */
export function byDay(hours: readonly NationalHour[]): { day: number; flights: number; meanDelay: number }[] {
  const days = new Map<number, { flights: number; minutes: number }>();
  for (const { windowStart, flights, meanDelay } of hours) {
    const day = Math.floor(windowStart / dayMs) * dayMs;
    const sum = days.get(day) ?? { flights: 0, minutes: 0 };
    days.set(day, { flights: sum.flights + flights, minutes: sum.minutes + meanDelay * flights });
  }
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([day, { flights, minutes }]) => ({ day, flights, meanDelay: minutes / flights }));
}

/** The file ends with the first minutes of a day, whose average says nothing. */
export function isWhole(day: { readonly flights: number }): boolean {
  return day.flights >= 1000;
}

/** The page that `npm start` leaves: pictures and tables in one file. */
export function reportPage(worst: readonly AirportHours[], hours: readonly NationalHour[], note: string): string {
  const days = byDay(hours).filter(isWhole);
  const x = days.map(({ day }) => new Date(day));
  return htmlPage({
    title: "US flights, January to June 2001",
    subtitle: note,
    sections: [
      {
        heading: "Delay of the nation",
        content: [
          lineChart([{ name: "mean delay", x, y: days.map(({ meanDelay }) => meanDelay) }], {
            title: "Mean delay a day",
            yLabel: "minutes",
            width: 900,
          }),
          lineChart([{ name: "flights", x, y: days.map(({ flights }) => flights) }], {
            title: "Flights a day",
            yLabel: "flights",
            width: 900,
          }),
        ],
      },
      {
        heading: "When it is late",
        text: "Mean delay by day of the week and hour of departure.",
        content: [
          heatMapChart(
            { rows: weekdays, columns: hourNames, values: byWeekHour(hours) },
            { title: "Mean delay, minutes", width: 900, format: (minutes) => String(Math.round(minutes) + 0) },
          ),
        ],
      },
      {
        heading: "The ten worst airport-hours",
        text: "Six hours at one airport with 30 flights or more, by mean delay.",
        content: [tableHtml(worstView(worst))],
      },
    ],
  });
}

const hourNames = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));

function byWeekHour(hours: readonly NationalHour[]): (number | null)[][] {
  const sums = weekdays.map(() => hourNames.map(() => ({ flights: 0, minutes: 0 })));
  for (const { windowStart, flights, meanDelay } of hours) {
    const time = new Date(windowStart);
    const sum = sums[(time.getUTCDay() + 6) % 7]![time.getUTCHours()]!;
    sum.flights += flights;
    sum.minutes += meanDelay * flights;
  }
  return sums.map((row) => row.map(({ flights, minutes }) => (flights === 0 ? null : minutes / flights)));
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
