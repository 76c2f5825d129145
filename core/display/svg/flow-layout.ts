/** Where a step of a flow is drawn: its layer from the left, and its place from the top, in steps' heights. */
export interface FlowPlace {
  readonly layer: number;
  readonly row: number;
}

/** A link between two steps by their numbers. */
export interface FlowEdge {
  readonly from: number;
  readonly to: number;
}

/** A step, or what a link passes through in a layer that lies between its ends. */
interface Slot {
  readonly layer: number;
  readonly before: number[];
  readonly behind: number[];
  row: number;
}

const sweeps = 6;

/**
 * Places steps from left to right so that few links cross: each behind all that feed it, in the order of what it is linked to.
 * Links that lead back, as in a loop, are let be. Takes about as long as steps and the layers that links pass.
 *
 * @see Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical System Structures", IEEE SMC 1981.
 */
export function flowPlaces(steps: number, edges: readonly FlowEdge[]): FlowPlace[] {
  const layers = layersOf(steps, edges);
  const slots: Slot[] = layers.map((layer) => ({ layer, before: [], behind: [], row: 0 }));
  for (const { from, to } of edges) if (layers[from]! < layers[to]!) link(slots, from, to);
  const columns: number[][] = [];
  slots.forEach(({ layer }, at) => {
    columns[layer] ??= [];
    columns[layer].push(at);
  });
  for (const column of columns) spread(column, slots, () => undefined);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forward = sweep % 2 === 0;
    for (const column of forward ? columns : [...columns].reverse()) {
      spread(column, slots, ({ before, behind }) => middle(forward ? before : behind, slots));
    }
  }
  const top = slots.reduce((least, { row }) => Math.min(least, row), Number.POSITIVE_INFINITY);
  return slots.slice(0, steps).map(({ layer, row }) => ({ layer, row: row - top }));
}

/** A link that passes layers has a slot in each, so that it keeps out of the way of steps. */
function link(slots: Slot[], from: number, to: number): void {
  let last = from;
  for (let layer = slots[from]!.layer + 1; layer < slots[to]!.layer; layer++) {
    slots.push({ layer, before: [last], behind: [], row: 0 });
    slots[last]!.behind.push(slots.length - 1);
    last = slots.length - 1;
  }
  slots[last]!.behind.push(to);
  slots[to]!.before.push(last);
}

/** The longest way there from a step that nothing feeds. In a circle, whichever is met first begins. */
function layersOf(steps: number, edges: readonly FlowEdge[]): number[] {
  const layers = new Array<number>(steps).fill(0);
  const [waits, next] = [new Array<number>(steps).fill(0), Array.from({ length: steps }, (): number[] => [])];
  for (const { from, to } of edges) {
    if (from === to) continue;
    waits[to]!++;
    next[from]!.push(to);
  }
  const isDone = new Array<boolean>(steps).fill(false);
  const ready = [...layers.keys()].filter((at) => waits[at] === 0);
  for (let done = 0; done < steps; done++) {
    const at = ready.shift() ?? isDone.indexOf(false);
    isDone[at] = true;
    for (const to of next[at]!) {
      if (isDone[to]) continue;
      layers[to] = Math.max(layers[to]!, layers[at]! + 1);
      if (--waits[to]! === 0) ready.push(to);
    }
  }
  return layers;
}

/** Slots of a column in the order of where they want to be, each as near to that as those above leave room. */
function spread(column: number[], slots: readonly Slot[], wanted: (slot: Slot) => number | undefined): void {
  const places = column.map((at) => ({ at, row: wanted(slots[at]!) ?? slots[at]!.row }));
  places.sort((a, b) => a.row - b.row);
  const rows: number[] = [];
  places.forEach(({ row }, n) => rows.push(n === 0 ? row : Math.max(row, rows[n - 1]! + 1)));
  // What was pushed down is as much too low in the mean: all go up by that.
  const excess = rows.reduce((sum, row, n) => sum + row - places[n]!.row, 0) / Math.max(1, rows.length);
  places.forEach(({ at }, n) => {
    slots[at]!.row = rows[n]! - excess;
    column[n] = at;
  });
}

function middle(neighbors: readonly number[], slots: readonly Slot[]): number | undefined {
  if (neighbors.length === 0) return undefined;
  return neighbors.reduce((sum, at) => sum + slots[at]!.row, 0) / neighbors.length;
}
