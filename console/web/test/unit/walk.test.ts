import { describe, expect, it } from 'vitest';
import { along, HEIGHT, place, TOWNS, WIDTH } from '../../src/playground/walk/route.js';
import { walked } from '../../src/playground/walk/teams.js';

describe('the way', () => {
  it('begins at 0, ends at 1, and goes on in between', () => {
    const shares = TOWNS.map((town) => town.share);
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBeCloseTo(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });

  it('has every town where it says, and nobody off the map', () => {
    for (const town of TOWNS) {
      expect(along(town.share).x).toBeCloseTo(place(town).x);
      expect(along(town.share).y).toBeCloseTo(place(town).y);
    }
    for (const share of [-1, 0, 0.5, 1, 2]) {
      const { x, y } = along(share);
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(WIDTH);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(HEIGHT);
    }
  });
});

describe('a team', () => {
  it('is where its last event says', () => {
    let walks = walked({}, 'goal-updated', { teamId: 'otters', progress: 50, target: 200 });
    walks = walked(walks, 'milestone-reached', { teamId: 'otters', name: 'Reims' });
    walks = walked(walks, 'goal-updated', { teamId: 'otters', progress: 60, target: 200 });
    expect(walks).toEqual({ otters: { team: 'otters', share: 0.3, miles: 60, target: 200, town: 'Reims' } });
  });

  it('stays where it is whatever else is said', () => {
    const walks = walked({}, 'goal-updated', { teamId: 'otters', progress: 50, target: 200 });
    for (const data of [undefined, null, 'x', {}, { teamId: 7 }, { teamId: 'otters', progress: '9', target: 1 }, { teamId: 'otters', progress: 1, target: 0 }]) {
      expect(walked(walks, 'goal-updated', data)).toBe(walks);
    }
  });
});
