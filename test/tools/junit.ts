export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Counts the test cases of a JUnit report, the one format that the runners of all three runtimes write. */
export function countJunit(xml: string): Counts {
  const cases = xml.match(/<testcase\b(?:"[^"]*"|[^">])*?(\/>|>[\s\S]*?<\/testcase>)/g) ?? [];
  const executed = cases.filter((one) => !/<skipped\b/.test(one));
  const failed = executed.filter((one) => /<(failure|error)\b/.test(one)).length;
  return { passed: executed.length - failed, failed };
}
