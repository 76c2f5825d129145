import { simulate } from "./simulation/simulate.ts";

export interface SeedCampaign {
  readonly seeds: number;
  /** The first; the others follow it. */
  readonly first: number;
  readonly say?: (text: string) => void;
}

export interface SeedReport {
  readonly seeds: number;
  readonly crashes: number;
  readonly faults: number;
  /** What the first seed that failed says; undefined where none did. */
  readonly failure: string | undefined;
}

/** Simulates seed after seed, to the first that fails. */
export async function seedCampaign({ seeds, first, say = () => undefined }: SeedCampaign): Promise<SeedReport> {
  let [crashes, faults] = [0, 0];
  for (let done = 0; done < seeds; done++) {
    const simulated = await simulate(first + done);
    crashes += simulated.crashes;
    faults += simulated.faults;
    if (simulated.failure !== undefined) {
      return {
        seeds: done + 1,
        crashes,
        faults,
        failure: failureText(simulated.seed, simulated.failure, simulated.log),
      };
    }
    if ((done + 1) % 500 === 0) say(`${done + 1} seeds, ${crashes} crashes, ${faults} faults`);
  }
  return { seeds, crashes, faults, failure: undefined };
}

function failureText(seed: number, failure: string, log: readonly string[]): string {
  return `Seed ${seed} fails; again: npm run campaign -- --seeds 1 --seed ${seed}\n\n${failure}\n\nWhat happened, the last of it:\n${log.slice(-60).join("\n")}`;
}
