import type { Direction } from '../line/Line.js';

/** One frame as it went over the line, without secrets. */
export interface Frame {
  /** Counts up, for keys. */
  number: number;
  /** Milliseconds since 1970. */
  at: number;
  direction: Direction;
  type: string;
  channel?: string;
  /** It came by replay: after `subscribed`, before `live`. */
  replayed: boolean;
  body: unknown;
}

/** So many are kept, the newest first; older ones are dropped. */
export const MOST_FRAMES = 300;

/** Reads a frame's text. Text that is no JSON object is kept as a string, tokens are taken out. */
export function readFrame(text: string, direction: Direction, number: number, at: number): Frame {
  let body: unknown;
  try {
    body = withoutToken(JSON.parse(text));
  } catch {
    body = text;
  }
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return {
    number,
    at,
    direction,
    type: typeof fields.type === 'string' ? fields.type : '?',
    ...(typeof fields.channel === 'string' ? { channel: fields.channel } : {}),
    replayed: false,
    body,
  };
}

/** Puts a frame in front and keeps the bound. */
export function withFrame(frames: readonly Frame[], frame: Frame): Frame[] {
  return [frame, ...frames.slice(0, MOST_FRAMES - 1)];
}

/** Those that hold all of the words in their direction, type, channel or body. */
export function filtered(frames: readonly Frame[], words: string): Frame[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return frames.filter((frame) => {
    const text = `${frame.direction} ${frame.replayed ? 'replayed' : ''} ${JSON.stringify(frame.body)}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** One JSON document a line, the oldest first: to be pasted elsewhere. */
export function asLines(frames: readonly Frame[]): string {
  return [...frames]
    .reverse()
    .map(({ at, direction, body }) => JSON.stringify({ at: new Date(at).toISOString(), direction, frame: body }))
    .join('\n');
}

/** Only `auth` carries one, and only on its first level. */
function withoutToken(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'token' in body ? { ...body, token: '…' } : body;
}
