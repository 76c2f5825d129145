import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** What is written behind `npm start --`. */
export interface FlightsOptions {
  readonly live: boolean;
  /** How many times faster than the flights were. */
  readonly speed: number;
  /** The folder that files are written to. */
  readonly out: string;
}

/** What was asked for; what there is not ends the program with 2 and a sentence. */
export function flightsOptions(): FlightsOptions {
  try {
    const { live, speed, out } = parsed();
    return { live, speed: Number(speed), out };
  } catch (error) {
    console.error(`flights: ${(error as Error).message}; known are --live, --speed N and --out FOLDER`);
    process.exit(2);
  }
}

function parsed(): { readonly live: boolean; readonly speed: string; readonly out: string } {
  const { values } = parseArgs({
    options: {
      live: { type: "boolean", default: false },
      speed: { type: "string", default: "500000" },
      out: { type: "string", default: fileURLToPath(new URL("../../out", import.meta.url)) },
    },
  });
  if (Number(values.speed) > 0) return values;
  throw new RangeError(`--speed must be a number above 0: got ${JSON.stringify(values.speed)}`);
}
