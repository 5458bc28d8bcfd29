import type { EventStory } from '../api/types.js';
import { bytes } from '../ui/format.js';
import { Copy } from '../ui/Copy.js';
import { Panel, Time } from '../ui/parts.js';

/** What the event is, and where it stands in the log. */
export function Facts({ story: { event, record } }: { story: EventStory }) {
  return (
    <Panel title="Record" aside={<Copy text={event.id} what="id" />}>
      <dl class="facts">
        <dt>Id</dt>
        <dd class="mono">{event.id}</dd>
        <dt>Source</dt>
        <dd class="mono">{event.source}</dd>
        <dt>Time</dt>
        <dd>
          <Time at={event.time} />
        </dd>
        {event.userId && (
          <>
            <dt>Published by</dt>
            <dd>{event.userId}</dd>
          </>
        )}
        {event.subject && (
          <>
            <dt>Subject</dt>
            <dd>{event.subject}</dd>
          </>
        )}
        {record && (
          <>
            <dt>Position</dt>
            <dd class="mono">
              {record.topic}-{record.partition} @ {record.offset}
            </dd>
            {record.stream && (
              <>
                <dt>Stream</dt>
                <dd>{record.stream}</dd>
              </>
            )}
            <dt>Key</dt>
            <dd class="mono">{record.key ?? '–'}</dd>
            <dt>In the log</dt>
            <dd>
              <Time at={record.timestamp} /> · {bytes(record.bytes)}
            </dd>
          </>
        )}
      </dl>
    </Panel>
  );
}
