import { expectTypeOf, test } from "vitest";
import { csv } from "../../connectors/csv/mod.ts";
import { parquet } from "../../connectors/parquet/mod.ts";
import { type Dataset, from, schema, state } from "../../core/mod.ts";

interface Day {
  weather: "sun" | "rain" | null;
  stars: 1 | 2 | 3;
  warm?: number;
}

const days = schema({ weather: "string", stars: "int32", warm: "float64" });

test("rows declared with some texts or numbers only may have a schema beside them, which knows texts and numbers", () => {
  expectTypeOf(from(csv<Day>("days.csv", { schema: days }))).toEqualTypeOf<Dataset<Day>>();
  expectTypeOf(from(parquet<Day>("days/", { schema: days }))).toEqualTypeOf<Dataset<Day>>();
  expectTypeOf(from<Day>([{ weather: "sun", stars: 1 }], { schema: days })).toEqualTypeOf<Dataset<Day>>();
  state.value<Day>({ schema: days });
});

test("a schema alone tells the type of rows", () => {
  expectTypeOf(from(csv("days.csv", { schema: days }))).toEqualTypeOf<
    Dataset<{ weather: string; stars: number; warm: number }>
  >();
  expectTypeOf(from([{}], { schema: days })).toEqualTypeOf<Dataset<{ weather: string; stars: number; warm: number }>>();
});

test("a schema of other columns, or of other types, is refused", () => {
  // @ts-expect-error stars are numbers
  csv<Day>("days.csv", { schema: schema({ weather: "string", stars: "string", warm: "float64" }) });
  // @ts-expect-error stars are missing
  csv<Day>("days.csv", { schema: schema({ weather: "string" }) });
});
