import { describe, expect, it } from 'vitest';
import { path } from '../../src/api/request.js';
import { placeFrom, placeOf } from '../../src/dead-letters/letters.js';
import { eventHref, href, parseRoute } from '../../src/router/route.js';
import { jsonTokens, MOST_CHARACTERS } from '../../src/ui/jsonTokens.js';

const AWKWARD = ['a/b', '?x=1&y', '#', '%', '%2F', 'ü ✂', '"><script>', '..', 'a=b;c,d@e'];

describe('addresses', () => {
  it.each(AWKWARD)('bring back what was put in: %s', (word) => {
    const route = parseRoute(href(['events', word], { source: word, channel: undefined }));
    expect(route).toEqual({ segments: ['events', word], query: { source: word } });
  });

  it('leave out what is empty', () => {
    expect(href(['channels'], { prefix: '' })).toBe('#/channels');
    expect(parseRoute('').segments).toEqual([]);
    expect(eventHref({}, 'c')).toBeUndefined();
  });

  it('take bad escapes as they stand', () => {
    expect(parseRoute('#/channels/%E0%A4%A').segments).toEqual(['channels', '%E0%A4%A']);
  });

  it('of the API hold nothing that leads elsewhere', () => {
    expect(path('events', '../../x?y#z')).toBe('events/..%2F..%2Fx%3Fy%23z');
  });
});

describe('JSON', () => {
  it.each([[{ '</pre>': '<script>alert("x")</script>', a: [1.5e-7, true, null, -3], 'b\\"': 'c: "d"' }], ['text'], [[]], [7]])(
    'is told in pieces that add up to its text',
    (value) => {
      const text = jsonTokens(value).map((token) => token.text).join('');
      expect(JSON.parse(text)).toEqual(value);
    },
  );

  it('tells keys from strings, and neither from what looks so inside of them', () => {
    const tokens = jsonTokens({ key: 'a "quoted": true 1' });
    expect(tokens.filter((token) => token.kind === 'key').map((token) => token.text)).toEqual(['"key"']);
    expect(tokens.filter((token) => token.kind === 'literal')).toEqual([]);
  });

  it('is bounded, and says by how much', () => {
    const text = jsonTokens('x'.repeat(MOST_CHARACTERS * 2)).map((token) => token.text).join('');
    expect(text.length).toBeLessThan(MOST_CHARACTERS + 100);
    expect(text).toContain('characters more');
    expect(jsonTokens(undefined)).toEqual([{ kind: 'other', text: 'undefined' }]);
  });
});

describe('the place of a dead letter', () => {
  it('comes back from an address, and nothing else does', () => {
    const place = { topic: 'milepost.dlq-pusher', partition: 2, offset: 9_007_199_254_740 };
    expect(placeFrom(placeOf(place))).toEqual(place);
    for (const wrong of [undefined, '', 'a/b/c', '../1/2', 'a/1', 'a/-1/2', 'a/1/2/3']) {
      expect(placeFrom(wrong)).toBeUndefined();
    }
  });
});
