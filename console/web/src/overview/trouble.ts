import type { FanoutState, Overview } from '../api/types.js';
import { secondsAgo, type Sample } from './history.js';
import { rate, sameLife, total } from './rates.js';
import { duration, plural } from '../ui/format.js';
import { href } from '../router/route.js';

/** Something that an operator should look at. `bad` is broken now; `watch` may become so, or is over and left something. */
export interface Trouble {
  /** The same as long as it is the same trouble. */
  key: string;
  level: 'bad' | 'watch';
  title: string;
  detail: string;
  /** Where there is more of it. */
  to?: string;
}

const LAG_WORTH_A_WORD = 50;
const LATE_MS = 60_000;
const SLOW_MS = 2_000;

/** What is wrong, the worst first; empty if nothing is. */
export function troubles(samples: readonly Sample[]): Trouble[] {
  const now = samples.at(-1)?.overview;
  if (!now) {
    return [];
  }
  const found = [...ofNode(now), ...now.fanouts.flatMap((fanout) => ofFanout(fanout, samples)), ...ofSockets(now, samples)];
  return found.sort((a, b) => Number(a.level === 'watch') - Number(b.level === 'watch'));
}

function ofNode({ kafka, ready }: Overview): Trouble[] {
  if (kafka?.ok === false) {
    return [
      {
        key: 'kafka',
        level: 'bad',
        title: 'Kafka does not answer',
        detail: `${kafka.detail ?? 'It does not say why'}. Sockets stay open; nothing new comes until Kafka is back.`,
      },
    ];
  }
  return ready === false
    ? [{ key: 'ready', level: 'bad', title: 'The node is not ready', detail: 'A subscription would not succeed now.' }]
    : [];
}

function ofFanout(fanout: FanoutState, samples: readonly Sample[]): Trouble[] {
  const found: Trouble[] = [];
  const { name, lag, oldest, deadLetters } = fanout;
  if (fanout.ok === false) {
    found.push({ key: `${name}-down`, level: 'bad', title: `The fan-out ${name} is down`, detail: fanout.detail ?? 'It does not say why.' });
  }
  const growth = lagGrowth(name, samples);
  if (lag !== undefined && lag >= LAG_WORTH_A_WORD && growth > 0) {
    found.push({
      key: `${name}-lag`,
      level: 'bad',
      title: `The fan-out ${name} falls behind`,
      detail: `${plural(lag, 'event')} wait, ${growth} more than half a minute ago${oldest ? `; the oldest for ${duration(oldest)}` : ''}.`,
    });
  } else if (oldest !== undefined && oldest > LATE_MS) {
    found.push({
      key: `${name}-late`,
      level: 'watch',
      title: `The fan-out ${name} is late`,
      detail: `Its oldest event has waited for ${duration(oldest)}.`,
    });
  }
  if (deadLetters !== undefined && deadLetters > 0) {
    found.push({
      key: `${name}-dead`,
      level: 'watch',
      title: `${plural(deadLetters, 'dead letter')} of ${name}`,
      detail: 'It has given these events up. Look inside, then redrive them.',
      to: href(['dead-letters'], { fanout: name }),
    });
  }
  return found;
}

function ofSockets(now: Overview, samples: readonly Sample[]): Trouble[] {
  const found: Trouble[] = [];
  const before = secondsAgo(samples, 60);
  const earlier = before && sameLife(before.overview, now) ? before.overview : undefined;
  const gaps = earlier ? total(now.gaps) - total(earlier.gaps) : 0;
  if (gaps > 0) {
    found.push({
      key: 'gaps',
      level: 'watch',
      title: `${plural(gaps, 'gap')} in the last minute`,
      detail: 'Clients were told that events can no longer be had. Is retention too short for how long they stay away?',
    });
  }
  const limited = earlier ? now.rateLimited - earlier.rateLimited : 0;
  if (limited > 0) {
    found.push({
      key: 'limited',
      level: 'watch',
      title: `${plural(limited, 'refusal')} by rate limits in the last minute`,
      detail: `${rate(earlier!, now, (of) => of.rateLimited)?.toFixed(1) ?? '0'} a second. A client may be in a loop.`,
    });
  }
  if (now.latency.p95 !== undefined && now.latency.p95 > SLOW_MS) {
    found.push({
      key: 'slow',
      level: 'watch',
      title: 'Events come late',
      detail: `One in twenty takes more than ${duration(now.latency.p95)} from its time to a socket.`,
    });
  }
  return found;
}

/** How much more waits than half a minute ago; 0 unless it also grew in the last ten seconds. */
function lagGrowth(name: string, samples: readonly Sample[]): number {
  const lag = (sample: Sample | undefined) => sample?.overview.fanouts.find((fanout) => fanout.name === name)?.lag;
  const now = lag(samples.at(-1));
  const recent = lag(secondsAgo(samples, 10));
  const earlier = lag(secondsAgo(samples, 30));
  return now === undefined || recent === undefined || earlier === undefined || now <= recent ? 0 : Math.max(0, now - earlier);
}
