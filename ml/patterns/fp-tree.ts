/** A transaction that comes so often: numbers of items, ascending, that is the most frequent first. */
export interface Transaction {
  readonly items: ArrayLike<number>;
  readonly count: number;
}

interface Node {
  readonly item: number;
  readonly parent: Node | undefined;
  readonly children: Map<number, Node>;
  count: number;
}

/** Called with each set that is frequent, in the order in which its items were put to one another, and its count. */
type Found = (items: readonly number[], count: number) => void;

/**
 * Finds all sets that come in at least so many transactions: transactions become a tree of common beginnings, and for each item the tree of
 * what comes before it is searched in the same way. It yields where others may take their turn.
 *
 * @see Han, Pei, Yin, “Mining Frequent Patterns without Candidate Generation”, SIGMOD 2000, algorithm FP-growth.
 */
export function* frequentSets(
  transactions: Iterable<Transaction>,
  items: number,
  { least, mostItems }: { readonly least: number; readonly mostItems: number },
  found: Found,
): Generator<void> {
  yield* grow(transactions, items, [], { least, mostItems }, found);
}

function* grow(
  transactions: Iterable<Transaction>,
  items: number,
  suffix: readonly number[],
  how: { readonly least: number; readonly mostItems: number },
  found: Found,
): Generator<void> {
  const nodesOf = yield* treeOf(transactions, items);
  for (let item = items - 1; item >= 0; item--) {
    const nodes = nodesOf[item]!;
    yield;
    const count = nodes.reduce((sum, node) => sum + node.count, 0);
    if (count < how.least) continue;
    const set = [item, ...suffix];
    found(set, count);
    if (set.length < how.mostItems && item > 0) yield* grow(before(nodes, item, how.least), item, set, how, found);
  }
}

/** Transactions that are put into a tree between two turns. */
const transactionsOfTurn = 4096;

/** The nodes of each item. */
function* treeOf(transactions: Iterable<Transaction>, items: number): Generator<void, Node[][]> {
  const root: Node = { item: -1, parent: undefined, children: new Map(), count: 0 };
  const nodesOf = Array.from({ length: items }, (): Node[] => []);
  let seen = 0;
  for (const { items: own, count } of transactions) {
    if (++seen % transactionsOfTurn === 0) yield;
    let node = root;
    for (let at = 0; at < own.length; at++) {
      const item = own[at]!;
      let child = node.children.get(item);
      if (child === undefined) {
        child = { item, parent: node, children: new Map(), count: 0 };
        node.children.set(item, child);
        nodesOf[item]!.push(child);
      }
      child.count += count;
      node = child;
    }
  }
  return nodesOf;
}

/** What comes before an item, without what is rare there. */
function before(nodes: readonly Node[], item: number, least: number): Transaction[] {
  const counts = new Float64Array(item);
  const paths = nodes.map(({ parent, count }) => {
    const items: number[] = [];
    for (let node = parent; node !== undefined && node.item >= 0; node = node.parent) {
      items.push(node.item);
      counts[node.item]! += count;
    }
    return { items: items.reverse(), count };
  });
  return paths.map(({ items, count }) => ({ items: items.filter((each) => counts[each]! >= least), count }));
}
