// Three million real flights: sliding windows an airport, the worst hours, the nation's line. `npm start` reads them as
// stored data; `npm start -- --live --speed 1000000` plays the same file as a stream through the same job.
import { mkdirSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { from, type Progress, replay } from "millrace";
import { parquet } from "millrace/connectors/parquet";
import { type AirportHours, type Flight, flightsJob, type NationalHour } from "./flights/job.ts";
import { flightsOptions } from "./flights/options.ts";
import { reportPage } from "./flights/report.ts";
import { liveScreen, plainScreen, screenColumns } from "./flights/screen.ts";

const options = flightsOptions();
const stored = parquet<Flight>(
  fileURLToPath(new URL("../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url)),
);
const flights = options.live ? from(replay(stored, { time: "date", speedUp: options.speed })) : from(stored);
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

const width = screenColumns() - 1;
const result = await output.run({
  onProgress: (progress: Progress) => screen.update({ ...progress, width }, worst, hours),
});
screen.end(worst, hours);

const rate = Math.round(result.rowsRead / (result.elapsedMs / 1000));
const note = `${result.rowsRead.toLocaleString("en-US")} flights in ${(result.elapsedMs / 1000).toFixed(2)} s: ${rate.toLocaleString("en-US")} rows a second`;
mkdirSync(options.out, { recursive: true });
writeFileSync(`${options.out}/flights.html`, reportPage(worst, hours, note));
const below = relative(process.cwd(), options.out);
const folder = below.startsWith("..") ? resolve(options.out) : below || ".";
console.log(`\n${note}\nwritten: ${folder}/flights.parquet and ${folder}/flights.html`);
