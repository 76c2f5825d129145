import { patternPrograms, programs } from "../laws/program.ts";
import { type Simulated, simulate } from "./simulation/simulate.ts";

export interface SeedCampaign {
  readonly seeds: number;
  /** The first; the others follow it. */
  readonly first: number;
  /** Programs of every step, or of patterns and rules that change midway. Default `"any"`. */
  readonly of?: "any" | "patterns";
  readonly say?: (text: string) => void;
}

export interface SeedReport {
  readonly seeds: number;
  readonly crashes: number;
  readonly faults: number;
  readonly stops: number;
  /** Threads that died by themselves. */
  readonly deaths: number;
  readonly drains: number;
  /** What the first seed that failed says; undefined where none did. */
  readonly failure: string | undefined;
}

/** Simulates seed after seed, to the first that fails. */
export async function seedCampaign(campaign: SeedCampaign): Promise<SeedReport> {
  const { seeds, first, of = "any", say = () => undefined } = campaign;
  const drawn = of === "any" ? programs : patternPrograms;
  let [crashes, faults, stops, deaths, drains] = [0, 0, 0, 0, 0];
  for (let done = 0; done < seeds; done++) {
    const simulated = await simulate(first + done, drawn);
    crashes += simulated.crashes;
    faults += simulated.faults;
    stops += simulated.stops;
    deaths += simulated.deaths;
    drains += Number(simulated.isDrained);
    if (simulated.failure !== undefined) {
      return {
        seeds: done + 1,
        crashes,
        faults,
        stops,
        deaths,
        drains,
        failure: failureText(campaign, simulated),
      };
    }
    if ((done + 1) % 500 === 0)
      say(
        `${done + 1} seeds, ${crashes} crashes, ${deaths} threads, ${faults} faults, ${stops} stops, ${drains} drains`,
      );
  }
  return { seeds, crashes, faults, stops, deaths, drains, failure: undefined };
}

function failureText({ of = "any" }: SeedCampaign, { seed, failure, log }: Simulated): string {
  const again = `npm run campaign -- --seeds 1 --seed ${seed}${of === "any" ? "" : ` --of ${of}`}`;
  return `Seed ${seed} fails; again: ${again}\n\n${failure}\n\nWhat happened, the last of it:\n${log.slice(-60).join("\n")}`;
}
