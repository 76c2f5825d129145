import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { eigenvector, graph } from "../../../graph/mod.ts";
import { graphOf, matrixOf, nearly, sumOf, testGraphs } from "../naive.ts";

test("the hub of a star is √2 / 2, and its points share the rest", async () => {
  const edges = from([
    { a: 0, b: 1 },
    { a: 0, b: 2 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b", directed: false }).apply(eigenvector()).collect();
  expect(rows.map(({ centrality }) => centrality)).toEqual(nearly([Math.SQRT1_2, 0.5, 0.5]));
});

test("centralities are what multiplying by the matrix multiplies by its greatest eigenvalue, of length 1", async () => {
  for (const plain of testGraphs().filter(({ directed, vertices }) => !directed && vertices.length > 0)) {
    const rows = await graphOf(plain)
      .eigenvector({ weights: "use", tolerance: 1e-13, iterations: 1_000_000 })
      .collect();
    const at = matrixOf(plain, "use");
    const product = plain.vertices.map((one) => sumOf(rows, ({ id, centrality }) => at(one, id) * centrality));
    const eigenvalue = sumOf(
      rows,
      ({ centrality }) => centrality * product[rows.findIndex((row) => row.centrality === centrality)]!,
    );
    expect(
      sumOf(rows, ({ centrality }) => centrality ** 2),
      plain.name,
    ).toBeCloseTo(1, 10);
    expect(product, plain.name).toEqual(rows.map(({ centrality }) => expect.closeTo(eigenvalue * centrality, 4)));
    expect(Math.min(...rows.map(({ centrality }) => centrality))).toBeGreaterThanOrEqual(0);
  }
});

test("what does not settle is an error that says what helps", async () => {
  const chain = graph({ edges: from([{ a: 1, b: 2 }]), source: "a", target: "b" });
  await expect(chain.eigenvector({ iterations: 50 }).collect()).rejects.toThrow(
    /Cannot rank vertices in eigenvector as values must settle within 50 rounds: got changes of 1e-10 or more in the last one; give/,
  );
  expect(() => eigenvector({ tolerance: 0 })).toThrow(/its tolerance must be above 0: got 0; leave it out for 1e-10/);
});
