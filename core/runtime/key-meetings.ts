import { KeyMeeting, type ToldKeys } from "../operators/key-meeting.ts";

/** What a thread has seen of the keys that steps match, by the ids of their stages. */
export type ToldMeetings = readonly (readonly [stage: string, step: string, told: ToldKeys])[];

/** The keys that the steps of a run match, each over all its subtasks. */
export interface KeyMeetings {
  /** @param stage Its id. */
  of(stage: string, step: string): KeyMeeting;
  /** At the end of all inputs: throws where both sides of a step have had keys that can never be equal. */
  refuse(): void;
  /** For the main thread. */
  tell(): ToldMeetings;
  /** What a worker has told, and had told before; throws as soon as it is enough to know. */
  hear(told: ToldMeetings, before: ToldMeetings): void;
}

/**
 * @param sees Whether all subtasks are in this thread.
 * @param ends Whether all input ends.
 */
export function keyMeetings(sees: "all" | "some", ends: boolean): KeyMeetings {
  const meetings = new Map<string, { readonly step: string; readonly meeting: KeyMeeting }>();
  const of = (stage: string, step: string): KeyMeeting => {
    const known = meetings.get(stage) ?? { step, meeting: new KeyMeeting(step, sees, ends) };
    meetings.set(stage, known);
    return known.meeting;
  };
  return {
    of,
    refuse: () => {
      for (const { meeting } of meetings.values()) meeting.refuse();
    },
    tell: () => [...meetings].map(([stage, { step, meeting }]) => [stage, step, { sides: meeting.sides }]),
    hear: (told, before) => {
      for (const [stage, step, keys] of told) of(stage, step).hear(keys, before.find(([id]) => id === stage)?.[2]);
    },
  };
}
