import { expect, test } from "vitest";
import { patientRetry } from "../../../connectors/files/remote-call.ts";

const failures = {
  isAnswer: (error: unknown): error is Error => error instanceof SyntaxError,
  mayPass: () => true,
  explain: (error: unknown) => new Error(`no answer: ${(error as Error).message}`),
};

test("a server that never answers is told by what a try with time enough met, not by the last moment that was left", async () => {
  let tries = 0;
  const call = async (limitMs: number): Promise<never> => {
    tries++;
    throw new Error(limitMs < 100 ? "not a byte" : "refused");
  };
  for (let round = 0; round < 5; round++) {
    await expect(patientRetry({ retryForMs: 250 })(call, failures)).rejects.toThrow("no answer: refused");
  }
  expect(tries).toBeGreaterThan(5);
});

test("a call that fails at first is made again, and what it gives then is given", async () => {
  let tries = 0;
  const call = async (): Promise<number> => {
    if (++tries < 3) throw new Error("refused");
    return tries;
  };
  expect(await patientRetry({ retryForMs: 5000 })(call, failures)).toBe(3);
});
