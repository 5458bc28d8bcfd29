/** A piece of JSON text, to be shown as text: nothing in it is markup. */
export interface JsonToken {
  kind: 'key' | 'string' | 'literal' | 'other';
  text: string;
}

/** More is cut off: a page must stay usable whatever an event holds. */
export const MOST_CHARACTERS = 100_000;

const PIECE = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g;

/** Prints a value with two spaces for each level and tells what each piece of it is. */
export function jsonTokens(value: unknown): JsonToken[] {
  const whole = JSON.stringify(value, null, 2) ?? 'undefined';
  const text = whole.slice(0, MOST_CHARACTERS);
  const tokens: JsonToken[] = [];
  let end = 0;
  for (const piece of text.matchAll(PIECE)) {
    push(tokens, 'other', text.slice(end, piece.index));
    const [all, string, colon] = piece;
    if (string === undefined) {
      push(tokens, 'literal', all);
    } else {
      push(tokens, colon === undefined ? 'string' : 'key', string);
      push(tokens, 'other', colon ?? '');
    }
    end = piece.index + all.length;
  }
  push(tokens, 'other', text.slice(end));
  if (whole.length > text.length) {
    push(tokens, 'other', `\n… and ${whole.length - text.length} characters more`);
  }
  return tokens;
}

function push(tokens: JsonToken[], kind: JsonToken['kind'], text: string): void {
  if (text !== '') {
    tokens.push({ kind, text });
  }
}
