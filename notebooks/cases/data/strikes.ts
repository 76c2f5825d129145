import { fileURLToPath } from "node:url";
import { type Dataset, from } from "millrace";
import { csv } from "millrace/connectors/csv";
import type { Strike } from "../reporting/job.ts";

interface Report {
  readonly "Flight Date": string | Date | number;
  readonly "Origin State": string;
  readonly "Phase of flight": string;
  readonly "Wildlife Species": string;
  readonly "Effect Amount of damage": string;
  readonly "Cost Total $": number;
}

/** 10,000 reports of aircraft that struck birds, 1990 to 2002, in the order in which it happened: real ones, of the FAA, in vega-datasets. */
export function strikes(): Dataset<Strike> {
  const file = fileURLToPath(new URL("../../../node_modules/vega-datasets/data/birdstrikes.csv", import.meta.url));
  return from(csv<Report>(file)).map((report) => ({
    at: Number(new Date(report["Flight Date"])),
    state: report["Origin State"],
    phase: report["Phase of flight"],
    species: report["Wildlife Species"],
    damaged: report["Effect Amount of damage"] !== "None",
    cost: report["Cost Total $"],
  }));
}
