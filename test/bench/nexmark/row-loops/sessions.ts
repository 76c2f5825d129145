import { eventType } from "../event.ts";
import type { Results } from "../results.ts";
import type { Emit, RowLoop } from "./row-loop.ts";
import { outOfOrderMs } from "./row-loop.ts";

interface Session {
  first: number;
  last: number;
  bids: number;
}

const gapMs = 10_000;
const sweepEveryMs = 1_000;

/** q11 */
export function bidderSessions(emit: Emit<Results["q11"]>): RowLoop {
  const open = new Map<number, Session[]>();
  let watermark = Number.NEGATIVE_INFINITY;
  let nextSweep = Number.NEGATIVE_INFINITY;

  const sweep = () => {
    for (const [bidder, sessions] of open) {
      const living = sessions.filter((session) => isLiving(session, watermark));
      if (living.length === sessions.length) continue;
      for (const session of sessions) {
        const { first, last, bids } = session;
        if (!living.includes(session)) emit({ bidder, bids, windowStart: first, windowEnd: last + gapMs });
      }
      put(bidder, living);
    }
  };
  const put = (bidder: number, sessions: Session[]) => {
    if (sessions.length > 0) open.set(bidder, sessions);
    else open.delete(bidder);
  };
  return {
    take(events) {
      for (const event of events) {
        const time = event.dateTime;
        watermark = Math.max(watermark, time - outOfOrderMs);
        if (watermark >= nextSweep) {
          sweep();
          nextSweep = watermark + sweepEveryMs;
        }
        if (event.type !== eventType.bid) continue;
        const { bidder } = event;
        const sessions = open.get(bidder);
        const only = sessions?.length === 1 ? sessions[0]! : undefined;
        if (only !== undefined && time >= only.first && time <= only.last + gapMs && isLiving(only, watermark)) {
          only.last = Math.max(only.last, time);
          only.bids++;
        } else put(bidder, withBid(sessions ?? [], time, watermark));
      }
    },
    end() {
      watermark = Number.POSITIVE_INFINITY;
      sweep();
    },
  };
}

function isLiving({ last }: Session, watermark: number): boolean {
  return last + gapMs > watermark;
}

/** Sessions that the bid touches become one with it; a bid that is late even so is dropped. */
function withBid(sessions: Session[], time: number, watermark: number): Session[] {
  const touching = sessions.filter(
    (session) => isLiving(session, watermark) && time >= session.first - gapMs && time <= session.last + gapMs,
  );
  const merged = {
    first: Math.min(time, ...touching.map(({ first }) => first)),
    last: Math.max(time, ...touching.map(({ last }) => last)),
    bids: touching.reduce((bids, session) => bids + session.bids, 1),
  };
  if (!isLiving(merged, watermark)) return sessions;
  return [...sessions.filter((session) => !touching.includes(session)), merged];
}
