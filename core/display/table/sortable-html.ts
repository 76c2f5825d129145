import { isMissing } from "./cell-texts.ts";
import { tableMarkup } from "./table-html.ts";
import { type ShownRows, type ShownRowsOptions, shownRows, type TableView } from "./table-view.ts";

/**
 * A table for a notebook: a click on a column's name sorts the rows that are shown by it, a second one the other way round, a
 * third brings them back. The order of each column stands in the page as positions: the script is the same whatever the values are.
 */
export function sortableTableHtml(view: TableView, options: ShownRowsOptions = {}): string {
  const shown = shownRows(view, options);
  if (shown.head.length + shown.tail.length < 2) return tableMarkup(view, shown);
  const orders = view.columns.map(({ values }) => orderAttributes(values, shown));
  return `${tableMarkup(view, shown, orders)}<script>(${script})(document.currentScript.previousElementSibling)</script>`;
}

/** Positions among the shown rows from the least value to the largest, and behind them those that have none. */
function orderAttributes(values: ArrayLike<unknown>, { head, tail }: ShownRows): string {
  const cells = [...head, ...tail].map((row) => values[row]);
  const given = cells.map((_, at) => at).filter((at) => !isMissing(cells[at]));
  const absent = cells.map((_, at) => at).filter((at) => isMissing(cells[at]));
  const order = given.sort((a, b) => compared(cells[a], cells[b]) || a - b);
  return ` data-order="${order.join(" ")}" data-absent="${absent.join(" ")}"`;
}

function compared(a: unknown, b: unknown): number {
  const [left, right] = [sortKey(a), sortKey(b)];
  if (typeof left !== typeof right) return typeof left === "string" ? 1 : -1;
  if (left === right) return 0;
  // NaN is behind all other numbers.
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1;
  return Number.isNaN(right) || left < right ? -1 : 1;
}

function sortKey(value: unknown): number | string {
  if (value instanceof Date) return value.getTime();
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return Number(value);
  return typeof value === "string" ? value : String(JSON.stringify(value));
}

// Notebooks run it where the table stands; where they run nothing, the table is as good as one without it.
const script = `t=>{
const b=t.tBodies[0],all=[...b.rows],rows=all.filter(r=>!("hidden" in r.dataset)),rest=all.filter(r=>"hidden" in r.dataset);
const heads=[...t.tHead.rows[0].cells];
const numbers=s=>s?s.split(" ").map(Number):[];
heads.forEach(h=>{
const sort=()=>{
const way={none:"ascending",ascending:"descending",descending:"none"}[h.getAttribute("aria-sort")||"none"];
heads.forEach(o=>{o.removeAttribute("aria-sort");o.querySelector("i").textContent=""});
const order=numbers(h.dataset.order);
if(way=="descending")order.reverse();
if(way!="none"){h.setAttribute("aria-sort",way);h.querySelector("i").textContent=way=="ascending"?" ↑":" ↓"}
b.append(...(way=="none"?all:[...order,...numbers(h.dataset.absent)].map(at=>rows[at]).concat(rest)));
};
h.append(document.createElement("i"));h.tabIndex=0;h.style.cursor="pointer";
h.title=rest.length?"Sort the rows that are shown":"Sort";
h.onclick=sort;h.onkeydown=e=>{if(e.key=="Enter"||e.key==" "){e.preventDefault();sort()}};
})}`;
