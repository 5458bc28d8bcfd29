import { describe, expect, it } from 'vitest';
import { troubles } from '../../src/overview/trouble.js';
import { fanout, sampleAt } from './readings.js';

const keys = (samples: Parameters<typeof troubles>[0]) => troubles(samples).map((trouble) => trouble.key);

describe('what is wrong', () => {
  it('is nothing on a good day, nor before the first reading', () => {
    expect(keys([sampleAt(0, { fanouts: [fanout()] })])).toEqual([]);
    expect(keys([])).toEqual([]);
  });

  it('puts what is broken before what is left over', () => {
    const samples = [sampleAt(0, { fanouts: [fanout({ deadLetters: 3 }), fanout({ name: 'email', ok: false, detail: 'no provider' })] })];
    expect(keys(samples)).toEqual(['email-down', 'pusher-dead']);
    expect(troubles(samples)[0]!.detail).toBe('no provider');
    expect(troubles(samples)[1]!.to).toBe('#/dead-letters?fanout=pusher');
  });

  it('tells a lag that grows from one that shrinks', () => {
    const lags = (...lags: number[]) => lags.map((lag, i) => sampleAt(i * 10, { fanouts: [fanout({ lag })] }));
    expect(keys(lags(10, 100, 200, 300))).toEqual(['pusher-lag']);
    expect(keys(lags(900, 600, 400, 300))).toEqual([]);
    expect(keys(lags(0, 0, 5, 10))).toEqual([]);
    expect(keys(lags(0, 500, 600, 500))).toEqual([]);
  });

  it('says that something waits for long though not more of it', () => {
    expect(keys([sampleAt(0, { fanouts: [fanout({ lag: 1, oldest: 120_000 })] })])).toEqual(['pusher-late']);
  });

  it('says that Kafka is away and why, or that the node is not ready', () => {
    const away = [sampleAt(0, { kafka: { ok: false, detail: 'no broker at 127.0.0.1:9092' }, ready: false })];
    expect(keys(away)).toEqual(['kafka']);
    expect(troubles(away)[0]!.detail).toContain('no broker at');
    expect(keys([sampleAt(0, { kafka: { ok: true }, ready: false })])).toEqual(['ready']);
  });

  it('counts gaps and refusals of the last minute alone, and of one life of the node', () => {
    const old = sampleAt(0, { gaps: { retention: 5 }, rateLimited: 7 });
    expect(keys([old, sampleAt(61, { gaps: { retention: 5 }, rateLimited: 7 })])).toEqual([]);
    expect(keys([old, sampleAt(61, { gaps: { retention: 6 }, rateLimited: 8 })])).toEqual(['gaps', 'limited']);
    expect(keys([old, sampleAt(61, { gaps: { retention: 9 }, rateLimited: 9, startedAt: '2026-01-01T00:00:50Z' })])).toEqual([]);
  });
});
