import { change } from '../api/request.js';
import type { LetterPlace, RedriveAnswer } from '../api/types.js';

/** A letter's place as one word, fit for a key and for an address. */
export function placeOf({ topic, partition, offset }: LetterPlace): string {
  return `${topic}/${partition}/${offset}`;
}

/** The other way round; undefined if it is none. A topic's name holds no slash. */
export function placeFrom(word: string | undefined): LetterPlace | undefined {
  const parts = /^(?!\.{1,2}\/)([A-Za-z0-9._-]+)\/(\d{1,9})\/(\d{1,15})$/.exec(word ?? '');
  return parts ? { topic: parts[1]!, partition: Number(parts[2]), offset: Number(parts[3]) } : undefined;
}

/** The node takes no more in one request. */
const AT_ONCE = 100;

/** Sends letters on. If the node refuses, what was sent before stays sent. Throws an `ApiError`. */
export async function redrive(letters: readonly LetterPlace[]): Promise<RedriveAnswer> {
  const all: RedriveAnswer = { sent: 0, failed: [] };
  for (let i = 0; i < letters.length; i += AT_ONCE) {
    const places = letters.slice(i, i + AT_ONCE).map(({ topic, partition, offset }) => ({ topic, partition, offset }));
    const answer = await change<RedriveAnswer>('dead-letters/redrive', { letters: places });
    all.sent += answer.sent;
    all.failed.push(...answer.failed);
  }
  return all;
}
