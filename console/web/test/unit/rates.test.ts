import { describe, expect, it } from 'vitest';
import { added, KEPT_SECONDS, secondsAgo, type Sample } from '../../src/overview/history.js';
import { rate, rates, total, withHoles } from '../../src/overview/rates.js';
import { overviewAt, sampleAt } from './readings.js';

const events = (of: { events: number }) => of.events;

describe('a rate', () => {
  it('is what a counter gained a second, by the clock of the node', () => {
    expect(rate(overviewAt(0), overviewAt(4, { events: 10 }), events)).toBe(2.5);
  });

  it('is not known across a restart', () => {
    const restarted = overviewAt(10, { events: 900, startedAt: '2026-01-01T00:00:08Z' });
    expect(rate(overviewAt(9, { events: 800 }), restarted, events)).toBeNull();
  });

  it('is not known between two nodes, nor of a counter that fell or is not there, nor within no time', () => {
    expect(rate(overviewAt(1), overviewAt(2, { node: 'n2' }), events)).toBeNull();
    expect(rate(overviewAt(1, { events: 5 }), overviewAt(2, { events: 4 }), events)).toBeNull();
    expect(rate(overviewAt(1), overviewAt(2), () => undefined)).toBeNull();
    expect(rate(overviewAt(1), overviewAt(1, { events: 4 }), events)).toBeNull();
  });
});

describe('rates of readings', () => {
  it('are taken over three readings, so that they are steady', () => {
    const samples = [0, 1, 2, 3, 4].map((second) => sampleAt(second, { events: [0, 3, 3, 6, 6][second]! }));
    expect(rates(samples, events)).toEqual([null, 3, 1.5, 2, 1]);
  });

  it('begin anew after a hole, as of a hidden tab', () => {
    const samples = [sampleAt(0), sampleAt(1, { events: 1 }), sampleAt(300, { events: 999 }), sampleAt(301, { events: 1001 })];
    expect(rates(samples, events)).toEqual([null, 1, null, 2]);
  });

  it('end their line at a hole', () => {
    const samples = [sampleAt(0), sampleAt(300)];
    const { times, lines } = withHoles(samples, [[1, 2]]);
    expect(lines).toEqual([[1, null, 2]]);
    expect(times.map((time) => time - times[0]!)).toEqual([0, 1, 300]);
  });
});

describe('the history', () => {
  it('keeps ten minutes', () => {
    let samples: Sample[] = [];
    for (let second = 0; second < KEPT_SECONDS + 50; second++) {
      samples = added(samples, sampleAt(second));
    }
    expect(samples).toHaveLength(KEPT_SECONDS);
    expect(samples.at(-1)!.at - samples[0]!.at).toBe((KEPT_SECONDS - 1) * 1000);
  });

  it('finds the reading of some time ago', () => {
    const samples = [sampleAt(0), sampleAt(5), sampleAt(9), sampleAt(12)];
    expect(secondsAgo(samples, 5)).toBe(samples[1]);
    expect(secondsAgo(samples, 60)).toBeUndefined();
    expect(secondsAgo([], 1)).toBeUndefined();
  });

  it('adds up counters by name', () => {
    expect(total({ a: 1, b: 2 })).toBe(3);
    expect(total(undefined)).toBe(0);
  });
});
