import fc from "fast-check";
import { expect, test } from "vitest";
import { type FlowStep, flowChart } from "../../../../core/display/mod.ts";
import { flowPlaces } from "../../../../core/display/svg/flow-layout.ts";

const edgesOfAny = fc
  .integer({ min: 1, max: 40 })
  .chain((steps) =>
    fc.tuple(
      fc.constant(steps),
      fc.array(fc.record({ from: fc.nat(steps - 1), to: fc.nat(steps - 1) }), { maxLength: 80 }),
    ),
  );

test("each step stands right of all that feed it, and no two stand over one another, whatever leads where", () => {
  fc.assert(
    fc.property(edgesOfAny, fc.boolean(), ([steps, drawn], circles) => {
      const edges = circles ? drawn : drawn.filter(({ from, to }) => from < to);
      const places = flowPlaces(steps, edges);
      expect(places).toHaveLength(steps);
      if (!circles) for (const { from, to } of edges) expect(places[from]!.layer).toBeLessThan(places[to]!.layer);
      for (const [at, one] of places.entries()) {
        expect(one.row).toBeGreaterThanOrEqual(0);
        for (const other of places.slice(at + 1)) {
          if (other.layer === one.layer) expect(Math.abs(other.row - one.row)).toBeGreaterThan(1 - 1e-9);
        }
      }
    }),
  );
});

test("a chain is a straight line", () => {
  const chain = Array.from({ length: 500 }, (_, at) => ({ from: at, to: at + 1 }));
  const places = flowPlaces(501, chain);
  expect(places.map(({ layer }) => layer)).toEqual([...places.keys()]);
  expect(new Set(places.map(({ row }) => row)).size).toBe(1);
});

const steps: readonly FlowStep[] = [
  { name: "<orders>", inputs: [], lines: ["5/s"], tone: "good", filled: 0.25 },
  { name: "sums", inputs: [{ step: "<orders>", label: "key" }, { step: "nobody" }], tone: "high" },
];

test("names are no markup, links have their labels, and inputs that are no steps are left out", () => {
  const svg = flowChart({ steps }, { title: "A plan" });
  expect(svg).toContain("&lt;orders&gt;");
  expect(svg).not.toContain("<orders>");
  expect(svg).toContain(">key</text>");
  expect(svg.match(/<path class="mr-axis" d="M[\d.,]+C/g)).toHaveLength(1);
  expect(svg).toContain('aria-label="A plan"');
  expect(svg).toContain('role="img"');
});

test("steps that lead somewhere are links that a reader of the page comes to", () => {
  const svg = flowChart({ steps: steps.map((step) => ({ ...step, href: "step?a=1&b=2" })) });
  expect(svg).toContain('<a href="step?a=1&amp;b=2" aria-label="sums">');
  expect(svg).toContain('role="group"');
});

test("a plan of nothing is a picture", () => {
  expect(flowChart({ steps: [] })).toMatch(/^<svg /);
});
