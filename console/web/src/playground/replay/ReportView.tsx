import { useEffect, useRef } from 'preact/hooks';
import { eventHref } from '../../router/route.js';
import { duration, plural } from '../../ui/format.js';
import { Tag } from '../../ui/parts.js';
import { summary, type Report } from './report.js';

/** So many events are listed; all of them count. */
const LISTED = 200;

/** What was published while the line was cut, and what of it came back: event by event. */
export function ReportView({ report, cut }: { report: Report; cut: boolean }) {
  const { missed, back, twice, open, done } = summary(report);
  const away = report.mendedAt === undefined;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // While it grows its end is what is new; afterwards who reads scrolls.
    if (away && list.current) {
      list.current.scrollTop = list.current.scrollHeight;
    }
  }, [away, missed]);
  return (
    <div class="report" data-state={cut ? 'cut' : away ? 'lost' : done ? 'live' : 'replaying'}>
      <p role="status" class={`notice ${away ? 'watch' : done && open === 0 && report.gaps.length === 0 ? 'good' : ''}`}>
        {cut && <Verdict>This page is cut off. What is published now does not reach it.</Verdict>}
        {!cut && away && <Verdict>The connection is lost. It is being made again.</Verdict>}
        {!away && !done && <Verdict>The line is back. Replaying…</Verdict>}
        {done && <Verdict>{verdict(report)}</Verdict>}
      </p>
      <dl class="score">
        <Score name="missed" value={missed} />
        <Score name="back" value={back} tone={missed > 0 && back === missed ? 'good' : undefined} />
        <Score name="twice" value={twice} tone={twice > 0 ? 'bad' : undefined} />
        <Score name="gaps" value={report.gaps.length} tone={report.gaps.length > 0 ? 'watch' : undefined} />
      </dl>
      {report.gaps.map((gap) => (
        <p class="notice watch">
          <strong>Gap.</strong>
          {gap}: some events can no longer be had, and the application was told.
        </p>
      ))}
      {report.more && <p class="muted small">More were missed than these {missed}; they come back too, and are not told one by one.</p>}
      {missed > 0 && (
        <ol ref={list} class="missed" tabIndex={0} aria-label="Events missed while the line was cut">
          {report.missed.slice(-LISTED).map((event, i) => (
            <li
              key={`${event.source} ${event.id}`}
              class={event.returned > 0 ? 'back' : 'away'}
              style={event.returned > 0 ? `--turn: ${i % 60}` : undefined}
              data-event={event.id}
              data-returned={event.returned}
            >
              <span class="mark" aria-hidden="true">{event.returned > 0 ? '✓' : '·'}</span>
              <a href={eventHref(event, event.channel)}>{event.type}</a> <span class="muted">{event.channel}</span>
              <Tag tone={event.returned > 1 ? 'bad' : event.returned === 1 ? 'good' : 'plain'}>
                {event.returned > 1 ? `${event.returned} times` : event.returned === 0 ? 'missed' : event.replayed ? 'replayed' : 'live'}
              </Tag>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function verdict(report: Report): string {
  const { missed, open, twice } = summary(report);
  const took = duration(report.liveAt! - report.mendedAt!);
  if (open > 0 && report.gaps.length === 0) {
    return `${plural(open, 'event')} of ${missed} did not come back.`;
  }
  if (missed === 0) {
    return 'Nothing was published meanwhile, so nothing was missed.';
  }
  return twice === 0 && open === 0
    ? `Live again after ${took}: all ${plural(missed, 'event')} came back, each once.`
    : `Live again after ${took}.`;
}

function Verdict({ children }: { children: string }) {
  return <b>{children}</b>;
}

function Score({ name, value, tone }: { name: string; value: number; tone?: string | undefined }) {
  return (
    <div class={tone}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
