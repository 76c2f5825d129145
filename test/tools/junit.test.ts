import { expect, test } from "vitest";
import { countJunit } from "./junit.ts";

test("cases are counted by how they ended; skipped ones are not counted", () => {
  const xml = `<testsuites><testsuite>
    <testcase name="a > b" time="0"/>
    <testcase name="c"><failure message="no">text</failure></testcase>
    <testcase name="d"><error/></testcase>
    <testcase name="e"><skipped/></testcase>
    <testcase name="f"></testcase>
  </testsuite></testsuites>`;
  expect(countJunit(xml)).toEqual({ passed: 2, failed: 2 });
});

test("a report without cases counts none", () => {
  expect(countJunit("<testsuites></testsuites>")).toEqual({ passed: 0, failed: 0 });
});
