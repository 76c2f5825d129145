import type { KernelMemory, TwinName } from "./kernel-memory.ts";

/** What trials need of a memory. */
export const trialBytes: number = 2 ** 20;

const [rows, columns] = [1024, 8];
const groups = columns / 4;

type Trials<Name extends TwinName> = Readonly<Record<Name, () => void>>;

/** Each kernel over numbers like any. */
export function trialsIn(memory: KernelMemory): Trials<TwinName> {
  const features = memory.float64(rows * columns);
  for (let at = 0; at < features.length; at++) features[at] = Math.imul(at, 2_654_435_761) % 1000;
  return {
    ...gramTrials(memory, features),
    ...distanceTrials(memory, features),
    ...factorTrials(memory, features),
    ...valueTrials(memory, features),
    ...pairTrials(memory, features),
  };
}

function gramTrials(memory: KernelMemory, features: Float64Array): Trials<"addGram" | "packRows"> {
  const [centre, sums, right] = [0, 0, 0].map((value) => memory.float64(columns).fill(value));
  const [panels, gram] = [memory.float64(rows * columns), memory.float64(columns ** 2)];
  return {
    packRows: () => memory.run("packRows", features, undefined, undefined, rows, columns, centre!, sums!, panels),
    addGram: () => memory.run("addGram", features, undefined, rows, columns / 4, gram, right!),
  };
}

type OfDistances = "addAssigned" | "addToCentres" | "kNearest" | "nearestCentres" | "pairsWithin";

function distanceTrials(memory: KernelMemory, features: Float64Array): Trials<OfDistances> {
  const [origin, shifted, counts] = [1, 12, 1].map((times) => memory.float64(times * columns).fill(0));
  const [centres, halves, sums] = [columns ** 2, columns, columns ** 2].map((length) => memory.float64(length).fill(1));
  const [nearest, distances] = [memory.uint32(rows).fill(1), memory.float64(rows)];
  const [few, bounds] = [16, memory.float64(3 * 16)];
  const asked = [features, features, few, features, features, distances, rows, columns, 1, 1, 2] as const;
  const assigned = [features, undefined, nearest, rows, columns, centres!, origin!, sums!, counts!, distances] as const;
  const [tiles, spare, found, ends] = [
    memory.float32(64 * columns),
    memory.uint32(256),
    memory.uint32(64 ** 2),
    memory.uint32(64),
  ];
  features.subarray(0, tiles.length).forEach((value, at) => {
    tiles[((at >> 5) * columns + (at & 7)) * 4 + ((at >> 3) & 3)] = value;
  });
  const sought = [features, origin!, centres!, halves!, rows, columns, columns, shifted!, nearest] as const;
  return {
    addAssigned: () => memory.run("addAssigned", ...assigned),
    addToCentres: () =>
      memory.run("addToCentres", features, undefined, nearest, rows, columns, origin!, sums!, counts!),
    kNearest: () => memory.run("kNearest", ...asked, shifted!, bounds, distances, nearest),
    nearestCentres: () => memory.run("nearestCentres", ...sought),
    pairsWithin: () => memory.run("pairsWithin", features, tiles, 64, columns, 1e6, 2e6, 0, 64, spare, found, ends),
  };
}

type OfFactors = "solveFactors" | "squaredErrors";

function factorTrials(memory: KernelMemory, features: Float64Array): Trials<OfFactors> {
  const [members, each] = [rows / 32, 32];
  const [starts, others] = [memory.uint32(members + 1), memory.uint32(rows)];
  for (let member = 0; member <= members; member++) starts[member] = member * each;
  for (let at = 0; at < rows; at++) others[at] = Math.imul(at, 2_654_435_761) & (members - 1);
  const counts = memory.float64(members).fill(each);
  const [base, gram] = [memory.float64(columns ** 2 + 1).fill(0), memory.float64(columns ** 2 + 1)];
  const own = memory.float64(members * columns + 1).fill(0);
  const of = [starts, others, undefined, features, counts, features, columns, 1, base, gram] as const;
  return {
    solveFactors: () => memory.run("solveFactors", ...of, 0, members, own),
    squaredErrors: () => memory.run("squaredErrors", starts, others, features, own, features, columns, members),
  };
}

type OfValues = "addExtremes" | "binValues" | "logisticDerivatives" | "sortNumbers";

function valueTrials(memory: KernelMemory, features: Float64Array): Trials<OfValues> {
  const [edges, bins] = [memory.float64(255), memory.uint8(4 * rows)];
  for (let at = 0; at < edges.length; at++) edges[at] = 4 * at;
  const [values, labels, weights] = [0, 0, 1].map((value) => memory.float64(rows).fill(value));
  const spare = memory.float64(rows + 1024);
  const [gradients, hessians] = [memory.float64(rows), memory.float64(rows)];
  const derived = [features, labels!, weights!, rows, gradients, hessians] as const;
  return {
    addExtremes: () => memory.run("addExtremes", features, rows, columns, gradients, hessians),
    binValues: () => memory.run("binValues", features, 0, columns, rows, edges, bins, 0),
    logisticDerivatives: () => memory.run("logisticDerivatives", ...derived),
    sortNumbers: () => {
      values!.set(features.subarray(0, rows));
      memory.run("sortNumbers", values!, rows, spare);
    },
  };
}

function pairTrials(
  memory: KernelMemory,
  features: Float64Array,
): Trials<Exclude<TwinName, "addGram" | "packRows" | OfDistances | OfFactors | OfValues>> {
  const bins = memory.uint32(groups * rows);
  for (let at = 0; at < bins.length; at++) bins[at] = Math.imul(at, 2_654_435_761);
  const [list, spare] = [memory.uint32(rows), memory.uint32(rows)];
  for (let row = 0; row < rows; row++) list[row] = row;
  const [drawn, binCounts] = [memory.uint32(columns), memory.uint32(columns).fill(255)];
  for (let column = 0; column < columns; column++) drawn[column] = column;
  const [gradients, hessians] = [features, memory.float64(rows).fill(1)];
  const [pairs, ordered] = [memory.float64(2 * rows), memory.float64(2 * rows)];
  for (let row = 0; row < rows; row++) pairs.set([row % 3, 4097], 2 * row);
  const [one, all, part] = [0, 0, 0].map((_, at) => memory.float64((at === 0 ? 1 : columns) * 512));
  const [total, sums, split] = [memory.float64(2), memory.float64(2), memory.float64(6)];
  total.set([rows, 4097 * rows]);
  const rules = memory.float64(6);
  rules.set([1, 1, 4096, 1, 0, 0]);
  const rounded = [gradients, hessians, rows, 1, 1, 4096, pairs] as const;
  const listed = [bins, rows, drawn, 0, columns, list, 0, 100, pairs, ordered, one!] as const;
  return {
    addAtRows: () => memory.run("addAtRows", list, 0, rows, 1, ordered),
    fillPairs: () => memory.run("fillPairs", bins, rows, groups, list, 0, rows, pairs, ordered, all!),
    findPairSplits: () => memory.run("findPairSplits", all!, columns, binCounts, total, rules, split.fill(0)),
    partitionRows: () => memory.run("partitionRows", bins, rows, 0, list, 0, rows, 99, 0, spare),
    partitionBySet: () => memory.run("partitionBySet", bins, rows, 0, list, 0, rows, drawn, spare),
    roundPairs: () => memory.run("roundPairs", ...rounded),
    splitByFeatures: () => memory.run("splitByFeatures", ...listed, binCounts, total, rules, split.fill(0)),
    subtractPairs: () => memory.run("subtractPairs", all!, part!, all!.length),
    sumAtRows: () => memory.run("sumAtRows", list, 0, rows, gradients, hessians, sums),
    sumMagnitudes: () => memory.run("sumMagnitudes", gradients, hessians, rows, sums),
    sumPairs: () => memory.run("sumPairs", list, rows, pairs, sums),
  };
}
