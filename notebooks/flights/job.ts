import { avg, count, type Dataset, each, type Output, quantile, sliding, topK, tumbling } from "millrace";
import { parquet } from "millrace/connectors/parquet";

/** A row of `flights-3m.parquet`: one flight of a US airline in the first half of 2001. */
export interface Flight {
  /** Departure, ms since the epoch, local time taken for UTC. */
  readonly date: number;
  /** Minutes that it arrived late; below 0 when early. */
  readonly delay: number;
  /** Miles. */
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

/** Flights from one airport in six hours. */
export interface AirportHours {
  readonly origin: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly flights: number;
  readonly meanDelay: number;
  readonly p95Delay: number;
  /** Of flights more than 15 minutes late, in [0, 1]. */
  readonly lateShare: number;
}

/** All flights of one hour. */
export interface NationalHour {
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly flights: number;
  readonly meanDelay: number;
}

/** What the job tells while it runs. */
export interface Listener {
  /** The ten worst airport-hours so far: once where flights are stored, again and again where they stream in. */
  readonly worst: (rows: readonly AirportHours[]) => void;
  readonly nationalHour: (row: NationalHour) => void;
}

/** An airport with fewer flights in its window is not among the worst: one late flight would make it so. */
const enoughFlights = 30;

/** The job, the same for stored flights and for a stream of them. */
export function flightsJob(flights: Dataset<Flight>, file: string, listener: Listener): Output {
  const timed = flights.withEventTime((flight) => flight.date);
  const hours = timed
    .keyBy("origin")
    .window(sliding("6h", { every: "1h" }))
    .aggregate({
      flights: count(),
      meanDelay: avg((flight) => flight.delay),
      p95Delay: quantile((flight) => flight.delay, 0.95),
      lateShare: avg((flight) => (flight.delay > 15 ? 1 : 0)),
    });
  const worst = hours
    .filter((hour) => hour.flights >= enoughFlights)
    .aggregate({ rows: topK(10, (hour) => hour.meanDelay) })
    .changelog()
    .filter(({ change }) => change === "insert" || change === "updateAfter");
  const national = timed
    .windowAll(tumbling("1h"))
    .aggregate({ flights: count(), meanDelay: avg((flight) => flight.delay) });
  return hours
    .sinkTo(parquet<AirportHours>(file))
    .and(worst.sinkTo(each(({ row }) => listener.worst(row.rows))), national.sinkTo(each(listener.nationalHour)));
}
