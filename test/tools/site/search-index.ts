import MiniSearch from "minisearch";

/** What can be found: a part of a page, by its heading. */
export interface Entry {
  readonly href: string;
  readonly title: string;
  /** The page, or the entry of the package, that it is of. */
  readonly place: string;
  readonly text: string;
}

/** Fields of `assets/search.js`, which reads what this writes. */
const options = { fields: ["title", "text"], storeFields: ["href", "title", "place", "start"], idField: "href" };

/** The index as a script: pages that lie in a folder may load scripts, and no data. */
export function searchIndexScript(entries: readonly Entry[]): string {
  const index = new MiniSearch(options);
  index.addAll(
    entries.map((entry) => ({
      ...entry,
      text: `${words(entry.title)} ${entry.text}`,
      start: entry.text.slice(0, 140),
    })),
  );
  const json = JSON.stringify(JSON.stringify(index));
  return `globalThis.millraceSearch = { options: ${JSON.stringify(options)}, index: ${json} };\n`;
}

/** Who looks for "page rank" finds pageRank. */
function words(title: string): string {
  return title.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").replace(/[.()<>]/g, " ");
}
