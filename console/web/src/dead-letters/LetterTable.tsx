import type { Letter } from '../api/types.js';
import { href } from '../router/route.js';
import { count } from '../ui/format.js';
import { Tag, Time } from '../ui/parts.js';
import { placeOf } from './letters.js';

interface Props {
  letters: Letter[];
  chosen: ReadonlySet<string>;
  choose: (chosen: ReadonlySet<string>) => void;
  filter: Record<string, string>;
}

export function LetterTable({ letters, chosen, choose, filter }: Props) {
  const open = letters.filter((letter) => !letter.redriven);
  const all = open.length > 0 && open.every((letter) => chosen.has(placeOf(letter)));
  const toggle = (place: string) => {
    const next = new Set(chosen);
    if (!next.delete(place)) {
      next.add(place);
    }
    choose(next);
  };
  const label = (letter: Letter) => `${letter.event?.type ?? 'letter'} at ${placeOf(letter)}`;
  return (
    <>
      <label class="small">
        <input type="checkbox" checked={all} disabled={open.length === 0} onChange={() => choose(all ? new Set() : new Set(open.map(placeOf)))} /> select all{' '}
        {open.length}
      </label>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">Select</span>
            </th>
            <th scope="col">Event</th>
            <th scope="col">Reason</th>
            <th scope="col">Fan-out</th>
            <th scope="col">Channel</th>
            <th scope="col" class="number">Attempts</th>
            <th scope="col">Given up</th>
          </tr>
        </thead>
        <tbody>
          {letters.map((letter) => {
            const place = placeOf(letter);
            return (
              <tr key={place} aria-current={filter.open === place ? 'true' : undefined}>
                <td data-label="Select">
                  {letter.redriven ? (
                    <Tag tone="good">redriven</Tag>
                  ) : (
                    <input type="checkbox" aria-label={`Select ${label(letter)}`} checked={chosen.has(place)} onChange={() => toggle(place)} />
                  )}
                </td>
                <th scope="row">
                  <a href={href(['dead-letters'], { ...filter, open: place })}>{letter.event?.type ?? 'not an event'}</a>
                </th>
                <td data-label="Reason" class="break">
                  <span>{letter.reason}</span>
                </td>
                <td data-label="Fan-out">{letter.fanout}</td>
                <td data-label="Channel" class="break">
                  {letter.channel ? <a href={href(['channels', letter.channel])}>{letter.channel}</a> : <span class="muted">–</span>}
                </td>
                <td data-label="Attempts" class="number">{count(letter.attempts)}</td>
                <td data-label="Given up">
                  <Time at={letter.at} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
