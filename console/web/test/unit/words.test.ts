import { describe, expect, it } from 'vitest';
import { clicked, sorted } from '../../src/channels/sorting.js';
import { inOrder, tone } from '../../src/events/steps.js';
import { inWords, minutes } from '../../src/ui/chartWords.js';
import { ago, bytes, count, duration, number, plural } from '../../src/ui/format.js';

describe('numbers in words', () => {
  it('have as many places as they deserve', () => {
    expect([number(0.254), number(3.14), number(140.6), number(2), number(null), number(NaN)]).toEqual(['0.25', '3.1', '141', '2', '–', '–']);
    expect(count(12345)).toBe('12,345');
    expect([plural(1, 'gap'), plural(2, 'gap')]).toEqual(['1 gap', '2 gaps']);
    expect([bytes(312), bytes(2048), bytes(undefined)]).toEqual(['312 B', '2 KiB', '–']);
  });

  it('tell times', () => {
    expect([duration(3.14), duration(9_900), duration(90_000), duration(7_200_000), duration(undefined)]).toEqual([
      '3.1 ms', '9.9 s', '1.5 min', '2 h', '–',
    ]);
    expect([ago(0, 500), ago(0, 12_900)]).toEqual(['just now', '12 s ago']);
  });
});

describe('a chart in words', () => {
  it('says what is and what was', () => {
    const lines = [{ name: 'p50', values: [1, null, 5, 3] }, { name: 'p99', values: [null] }];
    expect(inWords(lines, number, 'ms')).toBe('p50: 3 ms now, between 1 and 5. p99: nothing yet.');
  });

  it('has the mean of each minute, the newest first', () => {
    expect(minutes([0, 30, 60, 90], [{ name: 'a', values: [1, 3, null, 8] }])).toEqual([{ at: 60, means: [8] }, { at: 0, means: [2] }]);
  });
});

describe('the table of channels', () => {
  const channels = [
    { channel: 'b', subscribers: 1 },
    { channel: 'a', subscribers: 1, members: 2 },
    { channel: 'c', subscribers: 9, members: 1 },
  ];
  const names = (order: Parameters<typeof sorted>[1]) => sorted(channels, order).map((channel) => channel.channel).join('');

  it('is sorted by a column, what is not known last, equals by name', () => {
    expect(names({ column: 'subscribers', descending: true })).toBe('cab');
    expect(names({ column: 'members', descending: false })).toBe('cab');
    expect(names({ column: 'members', descending: true })).toBe('acb');
    expect(names({ column: 'channel', descending: true })).toBe('cba');
  });

  it('turns around at the second click', () => {
    const once = clicked({ column: 'channel', descending: false }, 'subscribers');
    expect(once).toEqual({ column: 'subscribers', descending: true });
    expect(clicked(once, 'subscribers').descending).toBe(false);
  });
});

describe('the steps of an event', () => {
  it('stand by time; one without a time stays where it was', () => {
    const steps = [{ what: 'b', at: '2026-01-01T00:00:02Z' }, { what: 'c' }, { what: 'a', at: '2026-01-01T00:00:01Z' }];
    expect(inOrder(steps).map((step) => step.what)).toEqual(['a', 'b', 'c']);
  });

  it('have a tone, and none that is not known', () => {
    expect([tone('delivered'), tone('email-bounced'), tone('whatever')]).toEqual(['good', 'bad', 'plain']);
  });
});
