import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/request.js';

export type Tone = 'good' | 'watch' | 'bad' | 'accent' | 'plain';

/** A word on a coloured ground. The word says it all: the colour only repeats it. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`tag ${tone}`}>{children}</span>;
}

/** A moment: the time of day, with its date if that is not today; in full, and in UTC, as its title. */
export function Time({ at }: { at: string | undefined }) {
  const time = at === undefined ? NaN : Date.parse(at);
  if (Number.isNaN(time)) {
    return <span class="muted">–</span>;
  }
  const date = new Date(time);
  const day = date.toDateString() === new Date().toDateString() ? '' : `${date.toLocaleDateString()} `;
  return (
    <time dateTime={date.toISOString()} title={date.toISOString()} class="nowrap">
      {day}
      {date.toLocaleTimeString('en-GB')}
    </time>
  );
}

/** A part of a page with a heading and, at the other end of its line, what can be done. */
export function Panel(props: { title: string; aside?: ComponentChildren; children: ComponentChildren; class?: string }) {
  const id = `panel-${props.title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  return (
    <section class={`panel ${props.class ?? ''}`} aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}

/** What went wrong, in the words of the one who refused. */
export function Failure({ error, again }: { error: ApiError; again?: () => void }) {
  return (
    <div class="notice bad" role="alert">
      <strong>{error.status === 404 ? 'Not found.' : 'That did not work.'}</strong>
      {error.message} {error.status > 0 && <span class="muted">({error.status})</span>}{' '}
      {again && (
        <button type="button" class="button small" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
