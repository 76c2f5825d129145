/** What methods of other libraries are called here, by their names there. */
type Names = Readonly<Record<string, string>>;

// Spark, pandas, danfojs, Flink, RxJS and arrays. Not `then` and `next`: values are told apart by these.
const ofDataset: Names = {
  at: "(await collect()).at(0), or limit(n)",
  every: "filter((row) => …) and aggregate({ n: count() })",
  find: "filter((row) => …).limit(1), or (await collect()).find(…)",
  pop: "(await collect()).pop(): a dataset does not change",
  push: "union(from([row])): a dataset does not change",
  slice: "limit(n), or (await collect()).slice(…)",
  some: "filter((row) => …).limit(1)",
  agg: "aggregate({ n: count() })",
  count: "aggregate({ n: count() })",
  drop: "map((row) => ({ … })) with the columns that stay",
  groupBy: 'keyBy("city").aggregate({ n: count() })',
  groupByKey: 'keyBy("city")',
  groupby: 'keyBy("city").aggregate({ n: count() })',
  head: "limit(n), or (await toTable()).head(n)",
  merge: 'join(other, { on: "id" }), or union(other) for the rows of both',
  orderBy: 'sort("km")',
  rename: "map((row) => ({ … })) with the new name",
  run: "sinkTo(…).run(), or collect(), toTable(), forEach(…)",
  select: "map((row) => ({ city: row.city }))",
  sortBy: 'sort("km")',
  start: "sinkTo(…).start()",
  subscribe: "forEach(…), or for await",
  take: "limit(n)",
  toArray: "collect()",
  toArrow: "(await toTable()).toArrow(…)",
  toCsv: 'sinkTo(csv("out.csv")).run(), or (await toTable()).toCsv("out.csv")',
  toObjects: "collect(), or (await toTable()).toObjects()",
  toParquet: 'sinkTo(parquet("out.parquet")).run(), or (await toTable()).toParquet("out.parquet")',
  where: "filter((row) => row.km > 5)",
  window: "keyBy(…).window(…) for windows of each key, or windowAll(…)",
  withColumn: "map((row) => ({ ...row, miles: row.km / 1.609 }))",
};

const eachKey =
  "as keyBy only says which rows belong together: say aggregate({ n: count() }), reduce, topK, window or process";
const before = "before keyBy";

const ofKeyed: Names = {
  agg: "aggregate({ n: count() })",
  collect: `aggregate({ n: count() }).collect(), ${eachKey}`,
  count: "aggregate({ n: count() })",
  filter: `filter ${before}`,
  flatMap: `flatMap ${before}, or process({ row }) where it remembers something of a key`,
  forEach: `aggregate({ n: count() }).forEach(…), ${eachKey}`,
  map: `map ${before}, or process({ row }) where it remembers something of a key`,
  show: `aggregate({ n: count() }).show(), ${eachKey}`,
  sinkTo: `aggregate({ n: count() }).sinkTo(…), ${eachKey}`,
  sort: "topK(n, …) for the first of each key, or sort before or after what is made of each key",
  sum: "aggregate({ km: sum((row) => row.km) })",
  toTable: `aggregate({ n: count() }).toTable(), ${eachKey}`,
};

const eachWindow = "as a window only says which rows belong together: say aggregate({ n: count() }), reduce or process";

const ofWindowed: Names = {
  collect: `aggregate({ n: count() }).collect(), ${eachWindow}`,
  count: "aggregate({ n: count() })",
  filter: "filter before the window, or behind what is made of it",
  forEach: `aggregate({ n: count() }).forEach(…), ${eachWindow}`,
  map: "map before the window, or behind what is made of it",
  sinkTo: `aggregate({ n: count() }).sinkTo(…), ${eachWindow}`,
  toTable: `aggregate({ n: count() }).toTable(), ${eachWindow}`,
};

const ofTable: Names = {
  agg: "aggregate({ n: count() })",
  apply: "map((row) => …)",
  collect: "toObjects(): its rows are in memory",
  count: "rowCount, or valueCounts(name) for how often each value comes",
  distinct: "groupBy(…).aggregate({ n: count() })",
  drop: "select(…) with the columns that stay",
  fillna: "map((row) => ({ ...row, km: row.km ?? 0 }))",
  groupby: 'groupBy("city")',
  keyBy: 'groupBy("city")',
  limit: "head(n)",
  melt: "unpivot(…)",
  merge: 'join(other, { on: "id" })',
  orderBy: 'sortBy("km")',
  query: "filter((row) => row.km > 5)",
  rename: "map((row) => ({ … })) with the new name",
  show: "print()",
  sort: 'sortBy("km")',
  take: "head(n)",
  toArray: "toObjects()",
  where: "filter((row) => row.km > 5)",
  withColumn: "map((row) => ({ ...row, miles: row.km / 1.609 }))",
};

/** Where there is no compiler to say so, who calls such a method is told what it is called here. Types have none of them. */
function tellOtherNames(made: { readonly prototype: object }, what: string, names: Names): void {
  for (const [name, instead] of Object.entries(names)) {
    Object.defineProperty(made.prototype, name, {
      value() {
        throw new TypeError(`Cannot call ${name} of ${what} as it has no such method: use ${instead}`);
      },
    });
  }
}

/** A dataset is no array: its rows come, or are collected. */
function tellNoArray(made: { readonly prototype: object }): void {
  const refuse = (what: string, instead: string) => (): never => {
    throw new TypeError(`Cannot ${what} a dataset as its rows are not there before it runs: use ${instead}`);
  };
  const readLength = refuse("read length of", "(await dataset.collect()).length, or aggregate({ n: count() })");
  Object.defineProperties(made.prototype, {
    [Symbol.iterator]: {
      value: refuse("loop over", "for await (const row of dataset), or await dataset.collect() for an array"),
    },
    length: {
      get() {
        // Who looks at what a class has asks no dataset.
        if (this !== made.prototype) readLength();
      },
    },
  });
}

export function tellNamesOfDataset(made: { readonly prototype: object }): void {
  tellOtherNames(made, "a dataset", ofDataset);
  tellNoArray(made);
}

export function tellNamesOfKeyed(made: { readonly prototype: object }): void {
  tellOtherNames(made, "a dataset by key", ofKeyed);
}

export function tellNamesOfWindowed(made: { readonly prototype: object }): void {
  tellOtherNames(made, "rows in windows", ofWindowed);
}

export function tellNamesOfTable(made: { readonly prototype: object }): void {
  tellOtherNames(made, "a table", ofTable);
}

const ofGroups: Names = {
  agg: "aggregate({ n: count() })",
  count: "aggregate({ n: count() })",
  max: "aggregate({ km: max((row) => row.km) })",
  mean: "aggregate({ km: avg((row) => row.km) })",
  min: "aggregate({ km: min((row) => row.km) })",
  size: "aggregate({ n: count() })",
  sum: "aggregate({ km: sum((row) => row.km) })",
};

export function tellNamesOfGroups(made: { readonly prototype: object }): void {
  tellOtherNames(made, "a table by groups", ofGroups);
}
