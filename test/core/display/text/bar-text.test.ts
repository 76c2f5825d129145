import { expect, test } from "vitest";
import { barText } from "../../../../core/display/text/bar-text.ts";

test("bars begin at zero, and their values stand behind them with the same decimals", () => {
  expect(
    barText({ labels: ["ORD", "ATL"], series: [{ name: "delay", values: [12, 8.5] }] }, { width: 25 }).split("\n"),
  ).toEqual(["ORD ████████████████ 12.0", "ATL ███████████▍ 8.5"]);
});

test("bars of negative values grow to the left from the same zero", () => {
  expect(
    barText({ labels: ["a", "b", "c"], series: [{ name: "", values: [-4, 4, 0] }] }, { width: 20 }).split("\n"),
  ).toEqual(["a  ███████ -4", "b         ███████ 4", "c         0"]);
});

test("a missing value is a dash, and a value too small for a bar is still seen", () => {
  expect(
    barText({ labels: ["a", "b", "c"], series: [{ name: "", values: [1000, null, 1] }] }, { width: 20 }).split("\n"),
  ).toEqual(["a █████████████ 1000", "b –", "c ▏ 1"]);
});

test("several series stand below one label and are named in a legend", () => {
  const series = [
    { name: "on time", values: [2] },
    { name: "late", values: [1] },
  ];
  expect(barText({ labels: ["Mon"], series }, { title: "Flights", width: 20 }).split("\n")).toEqual([
    "Flights",
    "■ on time  ■ late",
    "Mon ██████████████ 2",
    "    ███████ 1",
  ]);
});

test("labels beyond the most are left out and counted", () => {
  const labels = Array.from({ length: 1500 }, (_, at) => `label ${at}`);
  const lines = barText({ labels, series: [{ name: "", values: labels.map(() => 1) }] }, { most: 2 }).split("\n");
  expect(lines.length).toBe(3);
  expect(lines[2]).toBe("… 1,498 more");
});

test("bars of a terminal have the colors of their series, and only they", () => {
  const text = barText({ labels: ["a"], series: [{ name: "", values: [1] }] }, { width: 20, color: "terminal" });
  expect(text).toBe(`a \u001b[38;5;68m${"█".repeat(16)}\u001b[39m 1`);
});

test("no labels and no series are said to be no data", () => {
  expect(barText({ labels: [], series: [{ name: "a", values: [] }] })).toBe("no data");
  expect(barText({ labels: ["a"], series: [] }, { title: "Delay" })).toBe("Delay\nno data");
});
