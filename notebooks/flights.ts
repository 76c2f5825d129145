// Three million real flights: sliding windows an airport, the worst hours, the nation's line. `npm start` reads them as
// stored data; `npm start -- --live --speed 1000000` plays the same file as a stream through the same job.
import { mkdirSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { from, type Progress, replay } from "millrace";
import { parquet } from "millrace/connectors/parquet";
import { type AirportHours, type Flight, flightsJob, type NationalHour } from "./flights/job.ts";
import { reportPage } from "./flights/report.ts";
import { liveScreen, plainScreen } from "./flights/screen.ts";

const { values: options } = parseArgs({
  options: {
    live: { type: "boolean", default: false },
    speed: { type: "string", default: "500000" },
    out: { type: "string", default: fileURLToPath(new URL("../out", import.meta.url)) },
  },
});

const stored = parquet<Flight>(
  fileURLToPath(new URL("../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url)),
);
const flights = options.live ? from(replay(stored, { time: "date", speedUp: Number(options.speed) })) : from(stored);
const screen = options.live ? liveScreen() : plainScreen();

let worst: readonly AirportHours[] = [];
const hours: NationalHour[] = [];
const output = flightsJob(flights, `${options.out}/flights.parquet`, {
  worst: (rows) => {
    worst = rows;
  },
  nationalHour: (row) => {
    hours.push(row);
  },
});

const width = (process.stdout.columns ?? 100) - 1;
const result = await output.run({
  onProgress: (progress: Progress) => screen.update({ ...progress, width }, worst, hours),
});
screen.end(worst, hours);

const rate = Math.round(result.rowsRead / (result.elapsedMs / 1000));
const note = `${result.rowsRead.toLocaleString("en-US")} flights in ${(result.elapsedMs / 1000).toFixed(2)} s: ${rate.toLocaleString("en-US")} rows a second`;
mkdirSync(options.out, { recursive: true });
writeFileSync(`${options.out}/flights.html`, reportPage(worst, hours, note));
console.log(`\n${note}\nwritten: out/flights.parquet and out/flights.html`);
