import { expectTypeOf, test } from "vitest";
import { avg, type Dataset, from, state } from "../../core/mod.ts";

interface Click {
  readonly user: string;
  readonly page: number;
}

const clicks: Dataset<Click> = from<Click>([]);
const names: Dataset<{ readonly id: string; readonly name: string }> = from<{ id: string; name: string }>([]);

type RowOf<Each> = Each extends Dataset<infer Row> ? Row : never;

test("rows have the types that functions return or yield, without a word", () => {
  const plain = clicks.process((click) => (click.page > 1 ? [click.user] : undefined));
  expectTypeOf<RowOf<typeof plain>>().toEqualTypeOf<string>();
  const nothing = clicks.process((_, { sideOutput }) => sideOutput("seen", 1));
  expectTypeOf<RowOf<typeof nothing>>().toEqualTypeOf<never>();
  const keyed = clicks
    .keyBy((click) => click.user)
    .process({
      *row(click) {
        yield { user: click.user };
      },
      onTimer: (until) => [until],
    });
  expectTypeOf<RowOf<typeof keyed>>().toEqualTypeOf<number | { user: string }>();
});

test("keys, state and what open returned have their types", () => {
  clicks
    .keyBy((click) => click.user)
    .process({
      state: {
        last: state.value<number>(),
        pages: state.list<number>({ ttl: "1h" }),
        byPage: state.map<number, string>(),
        most: state.reducing((a: number, b: number) => Math.max(a, b)),
        mean: state.aggregating(avg((click: Click) => click.page)),
      },
      open: () => new Map<string, Date>(),
      row(click, { key, state, opened, time }) {
        expectTypeOf(click).toEqualTypeOf<Click>();
        expectTypeOf(key).toEqualTypeOf<string>();
        expectTypeOf(time).toEqualTypeOf<number | undefined>();
        expectTypeOf(opened).toEqualTypeOf<Map<string, Date>>();
        expectTypeOf(state.last.get()).toEqualTypeOf<number | undefined>();
        expectTypeOf(state.pages.get()).toEqualTypeOf<number[]>();
        expectTypeOf(state.byPage.entries()).toEqualTypeOf<[number, string][]>();
        expectTypeOf(state.most.get()).toEqualTypeOf<number | undefined>();
        expectTypeOf(state.mean.get()).toEqualTypeOf<number | undefined>();
        state.mean.add(click);
        // @ts-expect-error a text is no page
        state.last.set("x");
        // @ts-expect-error there is no such state
        void state.first;
      },
      close: (opened) => expectTypeOf(opened).toEqualTypeOf<Map<string, Date>>(),
    });
  clicks.keyBy("page").process((_, { key }) => expectTypeOf(key).toEqualTypeOf<number>() as never);
  clicks.keyBy("user", "page").process((_, { key }) => expectTypeOf(key).toEqualTypeOf<Click>() as never);
});

test("sides of a connection have their own rows, and equal keys", () => {
  const joined = clicks
    .keyBy("user")
    .connect(names.keyBy("id"))
    .process({
      state: { name: state.value<string>() },
      left: (click, { key, state }) => [`${key} ${click.page} ${state.name.get()}`],
      right: (each, { state }) => state.name.set(each.name),
    });
  expectTypeOf<RowOf<typeof joined>>().toEqualTypeOf<string>();
  // @ts-expect-error a page is no id
  clicks.keyBy("page").connect(names.keyBy("id"));
});

test("broadcast state may be read by rows, and changed by broadcast rows", () => {
  clicks
    .keyBy("user")
    .connect(names.broadcast())
    .process({
      state: { pages: state.list<number>() },
      broadcastState: { names: state.map<string, string>() },
      row(click, { key, state, broadcastState }) {
        expectTypeOf(broadcastState.names.get(key)).toEqualTypeOf<string | undefined>();
        // @ts-expect-error rows do not change it
        broadcastState.names.set(key, "x");
        state.pages.add(click.page);
      },
      broadcast(each, { broadcastState, applyToKeyedState }) {
        broadcastState.names.set(each.id, each.name);
        applyToKeyedState("pages", (key, { pages }) => {
          expectTypeOf(key).toEqualTypeOf<string>();
          expectTypeOf(pages.get()).toEqualTypeOf<number[]>();
        });
        // @ts-expect-error there is no such state
        applyToKeyedState("pagez", () => undefined);
      },
    });
});
