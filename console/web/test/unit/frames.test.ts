import { describe, expect, it } from 'vitest';
import { asLines, filtered, MOST_FRAMES, readFrame, withFrame, type Frame } from '../../src/playground/frames/frames.js';

describe('frames', () => {
  it('hold no token', () => {
    const frame = readFrame('{"type":"auth","token":"secret"}', 'out', 1, 0);
    expect(JSON.stringify(frame)).not.toContain('secret');
    expect(asLines([frame])).not.toContain('secret');
  });

  it('are read whatever they are', () => {
    expect(readFrame('not JSON', 'in', 1, 0)).toMatchObject({ type: '?', body: 'not JSON' });
    expect(readFrame('null', 'in', 1, 0)).toMatchObject({ type: '?', body: null });
    expect(readFrame('{"type":"live","channel":"c"}', 'in', 1, 0)).toMatchObject({ type: 'live', channel: 'c' });
  });

  it('are bounded: the oldest go', () => {
    let frames: Frame[] = [];
    for (let i = 1; i <= MOST_FRAMES + 5; i++) {
      frames = withFrame(frames, readFrame('{"type":"ping"}', 'out', i, i));
    }
    expect(frames).toHaveLength(MOST_FRAMES);
    expect(frames[0]!.number).toBe(MOST_FRAMES + 5);
  });

  it('are found by all of some words', () => {
    const frames = [
      { ...readFrame('{"type":"goal-updated","channel":"team-otters"}', 'in', 1, 0), replayed: true },
      readFrame('{"type":"ping"}', 'out', 2, 0),
    ];
    expect(filtered(frames, 'in replayed OTTERS')).toEqual([frames[0]]);
    expect(filtered(frames, ' ')).toHaveLength(2);
    expect(filtered(frames, 'replayed ping')).toEqual([]);
  });
});
