import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { agglomerativeClustering, dendrogramPicture } from "../../../ml/mod.ts";

const rows = from([0, 1, 10, 11, 50].map((x) => ({ features: [x] })));

test("the cut lies between the last merge that was made and the next", async () => {
  const found = await agglomerativeClustering(rows, { linkage: "single", clusters: 3 });
  const { svg } = dendrogramPicture(found, { names: ["a", "b", "c", "d", "e"] });
  expect(svg).toContain("5 rows, 3 clusters");
  expect(svg).toContain("<title>cut at 5</title>");
  // Two clusters of two rows, and one row that joins above the cut.
  const colors = [...svg.matchAll(/class="mr-line" stroke="(#\w+)"/g)].map(([, color]) => color);
  expect(new Set(colors).size).toBe(2);
  expect(svg.match(/class="mr-line mr-above"/g)).toHaveLength(2);
});

test("in a terminal it is a line for each row", async () => {
  const found = await agglomerativeClustering(rows, { linkage: "single", clusters: 1 });
  const lines = String(dendrogramPicture(found)).split("\n");
  expect(
    lines
      .slice(2, 7)
      .map((line) => line.trim()[0])
      .sort(),
  ).toEqual(["0", "1", "2", "3", "4"]);
  expect(dendrogramPicture(found).svg).not.toContain('mr-reference"');
});
