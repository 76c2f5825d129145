import type { FileInfo } from "../../../core/io/mod.ts";
import type { CompactSettings } from "./compact-files.ts";
import { claimsIn } from "./join-claim.ts";
import { endJoin, type JoinFolder, removeParts, writeSmall } from "./join-steps.ts";
import { type Join, joinedPath, joinListOf, joinListPath, nameIn, partPaths, readJoin } from "./joined-files.ts";

/** How long lists stay of which nothing is there any more, so that no call that stood still takes their numbers again. */
const listsStayMs = 86_400_000;

export interface SettledJoins {
  /** Files that are not to be joined now: they were, or may be about to. */
  readonly taken: ReadonlySet<string>;
  /** Files that were removed. */
  readonly removed: number;
  /** The highest number of a list. */
  readonly highest: number;
}

/** Ends what calls before have begun, one step after another: each may have been killed behind any of them. */
export async function settledJoins(folder: JoinFolder, settings: CompactSettings): Promise<SettledJoins> {
  const { store, hidden } = folder;
  const lists = hidden.filter(({ path }) => joinListOf(path) !== undefined);
  const done = new Set(lists.flatMap(({ path }) => (path.endsWith(".done") ? [path.slice(0, -5)] : [])));
  const highest = Math.max(0, ...lists.map(({ path }) => joinListOf(path)!.number));
  const open: Join[] = [];
  const taken = new Set<string>();
  let removed = 0;
  for (const list of lists.filter(({ path }) => path.endsWith(".json") && !done.has(path.slice(0, -5)))) {
    const join = await readJoin(list.path);
    if (join === undefined) continue;
    const state = await shown(folder, join, highest);
    if (state === "given up") continue;
    for (const path of partPaths(join)) taken.add(path);
    if (isOver(list, state, settings)) {
      removed += await removeParts(store, join);
      continue;
    }
    open.push(join);
    taken.add(joinedPath(join));
  }
  await removeLeftovers(folder, highest, open);
  await forgetLists(folder, lists, settings);
  await forgetClaims(folder, settings);
  return { taken, removed, highest };
}

function isOver(list: FileInfo, state: "before" | "now", { clock, keepForMs }: CompactSettings): boolean {
  return keepForMs === 0 || (state === "before" && clock.nowMs() - list.modifiedMs >= keepForMs);
}

/** Gives a joined file its name where its list was the last thing that a call has done. */
async function shown({ store }: JoinFolder, join: Join, highest: number): Promise<"before" | "now" | "given up"> {
  const path = joinedPath(join);
  if ((await store.stat(path)) !== undefined) return "before";
  const isWhole = (await store.stat(join.temporary)) !== undefined;
  if (isWhole && join.number === highest) {
    // Small files are kept from now on: the list says since when.
    const { folder, number, ...list } = join;
    await writeSmall(store, joinListPath(folder, number, "json"), JSON.stringify(list), false);
    await store.publish(join.temporary, path, { ifAbsent: true });
    return "now";
  }
  // Another call may just have done so.
  if ((await store.stat(path)) !== undefined) return "now";
  await endJoin(store, join);
  if (isWhole) await store.delete(join.temporary);
  return "given up";
}

/** What calls that were killed had written before they made a list: a list of that number is there by now, so they make none. */
async function removeLeftovers({ store, hidden }: JoinFolder, highest: number, open: readonly Join[]): Promise<void> {
  const needed = new Set(open.map(({ temporary }) => nameIn(temporary)));
  for (const { path } of hidden) {
    const [, number] = /^\.part-joined-(\d{8,})-.*tmp$/.exec(nameIn(path)) ?? [];
    if (number !== undefined && Number(number) <= highest && !needed.has(nameIn(path))) await store.delete(path);
  }
}

/** Lists whose joined file is gone, as it was joined to others itself. */
async function forgetLists(
  { store, files }: JoinFolder,
  lists: readonly FileInfo[],
  { clock }: CompactSettings,
): Promise<void> {
  const there = new Set(files.map(({ path }) => /part-joined-(\d{8,})-/.exec(path)?.[1]));
  const before = clock.nowMs() - listsStayMs;
  for (const { path, modifiedMs } of lists) {
    if (!path.endsWith(".done") || modifiedMs > before) continue;
    const list = path.slice(0, -5);
    if (there.has(/(\d+)$/.exec(list)?.[1])) continue;
    await store.delete(`${list}.json`);
    await store.delete(path);
  }
}

/** Calls that were killed leave files by which they tried the store, or claimed the folder. */
async function forgetClaims(folder: JoinFolder, { clock }: CompactSettings): Promise<void> {
  const before = clock.nowMs() - listsStayMs;
  const left = [...claimsIn(folder, "claim"), ...claimsIn(folder, "probe")];
  for (const { path, modifiedMs } of left) if (modifiedMs <= before) await folder.store.delete(path);
}
