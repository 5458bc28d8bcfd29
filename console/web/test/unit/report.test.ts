import { describe, expect, it } from 'vitest';
import { MOST_TOLD, begun, caughtUp, lost, mended, published, returned, summary, type Report } from '../../src/playground/replay/report.js';

const event = (id: string, channel = 'team-1') => ({ id, source: '/s', type: 't', channel });

/** A cut in which `a` and `b` were published, and which is over. */
function over(): Report {
  return mended(published(published(begun(0, ['team-1', 'team-2']), event('a')), event('b')), 10);
}

describe('the report of a cut', () => {
  it('ticks off each missed event as it comes back', () => {
    let report = over();
    expect(summary(report)).toEqual({ missed: 2, back: 0, twice: 0, open: 2, done: false });
    report = returned(returned(report, event('a'), true), event('b'), true);
    expect(summary(report)).toMatchObject({ missed: 2, back: 2, twice: 0, open: 0 });
  });

  it('is done when every channel is live again', () => {
    let report = caughtUp(over(), 'team-1', 11);
    expect(report.behind).toEqual(['team-2']);
    expect(summary(report).done).toBe(false);
    report = caughtUp(report, 'team-2', 12);
    expect(report.liveAt).toBe(12);
    expect(caughtUp(report, 'team-2', 99).liveAt).toBe(12);
  });

  it('tells what came twice', () => {
    const report = returned(returned(over(), event('a'), true), event('a'), false);
    expect(summary(report)).toMatchObject({ back: 1, twice: 1, open: 1 });
    expect(report.missed[0]).toMatchObject({ returned: 2, replayed: true });
  });

  it('counts an event once, however often it is said to be published, and tells sources apart', () => {
    let report = published(published(begun(0, []), event('a')), event('a'));
    report = published(report, { ...event('a'), source: '/other' });
    expect(report.missed).toHaveLength(2);
  });

  it('takes up what was replayed though nobody saw it published, and leaves news out', () => {
    let report = returned(over(), event('c'), true);
    report = returned(report, event('d'), false);
    expect(report.missed.map((missed) => missed.id)).toEqual(['a', 'b', 'c']);
  });

  it('follows a bounded number one by one, and says that there are more', () => {
    let report = begun(0, ['team-1']);
    for (let n = 0; n <= MOST_TOLD; n++) {
      expect(report.more).toBe(false);
      report = published(report, event(`e${n}`));
    }
    expect(report).toMatchObject({ more: true });
    expect(report.missed).toHaveLength(MOST_TOLD);
  });

  it('counts nothing as missed once the line is whole', () => {
    expect(published(over(), event('late')).missed).toHaveLength(2);
  });

  it('keeps gaps until it is live, and none of later', () => {
    let report = lost(over(), 'team-1', 'retention');
    expect(report.gaps).toEqual(['team-1: retention']);
    report = caughtUp(caughtUp(report, 'team-1', 11), 'team-2', 12);
    expect(lost(report, 'team-1', 'truncated').gaps).toHaveLength(1);
  });
});
