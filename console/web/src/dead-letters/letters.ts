import type { LetterPlace } from '../api/types.js';

/** A letter's place as one word, fit for a key and for an address. */
export function placeOf({ topic, partition, offset }: LetterPlace): string {
  return `${topic}/${partition}/${offset}`;
}

/** The other way round; undefined if it is none. A topic's name holds no slash. */
export function placeFrom(word: string | undefined): LetterPlace | undefined {
  const parts = /^(?!\.{1,2}\/)([A-Za-z0-9._-]+)\/(\d{1,9})\/(\d{1,15})$/.exec(word ?? '');
  return parts ? { topic: parts[1]!, partition: Number(parts[2]), offset: Number(parts[3]) } : undefined;
}
