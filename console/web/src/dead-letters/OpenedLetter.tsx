import { path } from '../api/request.js';
import type { LetterPlace, OpenedLetter } from '../api/types.js';
import { useRead } from '../api/useRead.js';
import { eventHref } from '../router/route.js';
import { Json } from '../ui/Json.js';
import { Empty, Failure, Panel, Time } from '../ui/parts.js';
import { placeOf } from './letters.js';

interface Props {
  place: LetterPlace;
  /** The address without it. */
  close: string;
  redrive: (letter: OpenedLetter) => void;
}

/** What is inside a letter. */
export function OpenedLetterPanel({ place, close, redrive }: Props) {
  const { topic, partition, offset } = place;
  const { value, error, again } = useRead<OpenedLetter>(path('dead-letters', topic, partition, offset));
  return (
    <Panel
      title={`Letter ${placeOf(place)}`}
      aside={
        <a class="button small" href={close}>
          Close
        </a>
      }
    >
      {error && <Failure error={error} again={again} />}
      {!value && !error && <Empty>Opening it…</Empty>}
      {value && (
        <>
          <dl class="facts">
            <dt>Event</dt>
            <dd>
              {value.event?.id ? <a href={eventHref(value.event, value.channel)}>{value.event.type ?? value.event.id}</a> : 'it holds none'}{' '}
              <span class="muted mono">{value.event?.id}</span>
            </dd>
            <dt>Given up</dt>
            <dd>
              <Time at={value.at} /> by {value.fanout}
              {value.attempts !== undefined && `, after ${value.attempts === 1 ? '1 attempt' : `${value.attempts} attempts`}`}
            </dd>
            <dt>Reason</dt>
            <dd>{value.reason}</dd>
          </dl>
          {value.record && <Part title="Where it came from" value={value.record} />}
          {value.headers && <Part title="Headers" value={value.headers} />}
          <Part title="Data" value={value.data} />
          {value.redriven ? (
            <p class="muted">It has been redriven already. What became of it stands on its event’s page.</p>
          ) : (
            <button type="button" class="button primary" onClick={() => redrive(value)}>
              Redrive this letter
            </button>
          )}
        </>
      )}
    </Panel>
  );
}

function Part({ title, value }: { title: string; value: unknown }) {
  return (
    <div>
      <h3>{title}</h3>
      <Json value={value} label={title} />
    </div>
  );
}
