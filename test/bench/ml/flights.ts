import { fileURLToPath } from "node:url";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { Column } from "../../../core/mod.ts";
import type { Flight } from "../../../notebooks/flights/job.ts";
import { readBatches } from "../batches.ts";
import type { BenchRows } from "./data.ts";

const file = fileURLToPath(new URL("../../../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url));
const heldEvery = 30;
const dayMs = 86_400_000;
/** As scikit-learn allows: airports that are less frequent count as missing on both sides. */
const mostAirports = 254;

/** What is known of a flight before it begins: month, day of the week, minute of the day, distance, and the two airports as categories. */
export const flightCategories: readonly number[] = [4, 5];

/** The 3M real flights: late where they came more than 15 minutes late. Each thirtieth is kept to look at what was learned. */
export async function flightRows(): Promise<BenchRows> {
  const columns = 6;
  const values: number[][] = Array.from({ length: columns + 1 }, () => []);
  const [origins, destinations] = [new Airports(), new Airports()];
  await readBatches(parquet<Flight>(file), undefined, ({ rowCount, columns: read }) => {
    const [date, delay, distance, origin, destination] = read as unknown as readonly [
      Column,
      Column,
      Column,
      Column,
      Column,
    ];
    const numbers = [date, delay, distance].map((column) => (column as { readonly values: Float64Array }).values);
    for (let row = 0; row < rowCount; row++) {
      const ms = numbers[0]![row]!;
      const when = new Date(ms);
      values[0]!.push(when.getUTCMonth());
      values[1]!.push(when.getUTCDay());
      values[2]!.push(Math.floor((ms % dayMs) / 60_000));
      values[3]!.push(numbers[2]![row]!);
      values[6]!.push(numbers[1]![row]! > 15 ? 1 : 0);
    }
    values[4]!.push(...origins.numbers(origin, rowCount));
    values[5]!.push(...destinations.numbers(destination, rowCount));
  });
  for (const [at, airports] of [origins, destinations].entries()) {
    const known = airports.byFrequency();
    values[4 + at] = values[4 + at]!.map((airport) => known[airport]!);
  }
  const rowsWhere = (isTaken: (row: number) => boolean) => {
    const places = values[0]!.map((_, row) => row).filter(isTaken);
    const data = new Float64Array(places.length * columns);
    places.forEach((row, at) => {
      for (let column = 0; column < columns; column++) data[at * columns + column] = values[column]![row]!;
    });
    return {
      features: { data, rows: places.length, columns },
      labels: Float64Array.from(places, (row) => values[6]![row]!),
    };
  };
  const train = rowsWhere((row) => row % heldEvery !== 0);
  const held = rowsWhere((row) => row % heldEvery === 0);
  const none = new Float64Array(train.features.rows);
  const { features, labels: classes } = train;
  return { features, numbers: none, classes, three: none, held: held.features, heldClasses: held.labels };
}

/** Numbers airports as they come. */
class Airports {
  readonly #numbers = new Map<string, number>();
  readonly #counts: number[] = [];

  numbers(column: Column, count: number): number[] {
    if (column.layout !== "dictionary") throw new TypeError(`Cannot read airports of a column of ${column.layout}`);
    const { codes, dictionary } = column;
    return Array.from({ length: count }, (_, row) => {
      const name = dictionary.text(codes[row]!);
      const number = this.#numbers.get(name) ?? this.#numbers.size;
      this.#numbers.set(name, number);
      this.#counts[number] = (this.#counts[number] ?? 0) + 1;
      return number;
    });
  }

  /** 0 for the most frequent; NaN where there are too many before. */
  byFrequency(): Float64Array {
    const order = this.#counts.map((_, number) => number).sort((a, b) => this.#counts[b]! - this.#counts[a]! || a - b);
    const places = new Float64Array(order.length).fill(Number.NaN);
    order.slice(0, mostAirports).forEach((number, place) => {
      places[number] = place;
    });
    return places;
  }
}
