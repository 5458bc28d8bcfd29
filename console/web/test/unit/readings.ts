import type { FanoutState, Overview } from '../../src/api/types.js';
import type { Sample } from '../../src/overview/history.js';

const START = Date.parse('2026-01-01T00:00:00Z');

/** An overview so many seconds after the start. */
export function overviewAt(seconds: number, more: Partial<Overview> = {}): Overview {
  return {
    node: 'n1',
    now: new Date(START + seconds * 1000).toISOString(),
    startedAt: new Date(START).toISOString(),
    dev: false,
    version: '0.1.0',
    connections: 1,
    channels: 1,
    subscriptions: { live: 1, replaying: 0 },
    events: 0,
    deliveries: 0,
    replayed: 0,
    publishes: 0,
    signals: 0,
    rateLimited: 0,
    refused: {},
    gaps: {},
    latency: {},
    streams: [{ stream: 'activity', topic: 'activity', partitions: 3, lag: 0 }],
    fanouts: [],
    ...more,
  };
}

export function sampleAt(seconds: number, more: Partial<Overview> = {}): Sample {
  return { at: START + seconds * 1000, overview: overviewAt(seconds, more) };
}

export function fanout(more: Partial<FanoutState> = {}): FanoutState {
  return { name: 'pusher', here: true, ok: true, lag: 0, deadLetters: 0, ...more };
}
