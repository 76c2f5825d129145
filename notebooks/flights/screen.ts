import process from "node:process";
import { lineText, type ProgressView, progressLine, tableText } from "millrace/display";
import type { AirportHours, NationalHour } from "./job.ts";
import { byDay, isWhole, worstView } from "./report.ts";

const refreshMs = 100;

/** Shows how the job goes: in place on a terminal; elsewhere only what is left at the end. */
export interface Screen {
  /** Shows again, if it is time. */
  update(progress: ProgressView, worst: readonly AirportHours[], hours: readonly NationalHour[]): void;
  end(worst: readonly AirportHours[], hours: readonly NationalHour[]): void;
}

/** Characters in a line; 100 where nobody says, as a terminal of 0 columns does not. */
export function screenColumns(): number {
  return process.stdout.columns || 100;
}

export function liveScreen(): Screen {
  const terminal = process.stdout.isTTY === true;
  let shownMs = 0;
  let lines = 0;
  const show = (text: string): void => {
    const back = lines > 0 ? `\u001b[${lines}A\u001b[J` : "";
    process.stdout.write(`${back}${text}\n`);
    lines = text.split("\n").length;
  };
  return {
    update: (progress, worst, hours) => {
      if (!terminal || progress.elapsedMs - shownMs < refreshMs) return;
      shownMs = progress.elapsedMs;
      show(`${pictures(worst, hours)}\n\n${progressLine(progress)}`);
    },
    end: (worst, hours) =>
      terminal ? show(pictures(worst, hours)) : process.stdout.write(`${pictures(worst, hours)}\n`),
  };
}

/** A bar on a terminal, nothing elsewhere; tables at the end. */
export function plainScreen(): Screen {
  const terminal = process.stderr.isTTY === true;
  return {
    update: (progress) => {
      if (terminal) process.stderr.write(`\r\u001b[2K${progressLine(progress)}`);
    },
    end: (worst, hours) => {
      if (terminal) process.stderr.write("\r\u001b[2K");
      process.stdout.write(`${pictures(worst, hours)}\n`);
    },
  };
}

function pictures(worst: readonly AirportHours[], hours: readonly NationalHour[]): string {
  const days = byDay(hours).filter(isWhole);
  const width = Math.min(100, screenColumns());
  const x = days.map(({ day }) => new Date(day));
  const chart = lineText([{ name: "mean delay", x, y: days.map(({ meanDelay }) => meanDelay) }], {
    title: "Mean delay of all flights a day, minutes",
    width,
    height: 8,
  });
  const last = hours.slice(-5);
  const national = tableText(
    {
      rowCount: last.length,
      columns: [
        { name: "hour", type: "timestamp", values: last.map((row) => row.windowStart) },
        { name: "flights", type: "int32", values: last.map((row) => row.flights) },
        { name: "mean delay, min", type: "float64", values: last.map((row) => Math.round(row.meanDelay * 10) / 10) },
      ],
    },
    { width },
  );
  return [
    "The ten worst airport-hours: six hours, 30 flights or more",
    tableText(worstView(worst), { width }),
    "",
    "The last hours of the nation",
    national,
    "",
    chart,
  ].join("\n");
}
