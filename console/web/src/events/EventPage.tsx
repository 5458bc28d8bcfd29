import { path } from '../api/request.js';
import type { EventStory } from '../api/types.js';
import { useRead } from '../api/useRead.js';
import { Head } from '../layout/Head.js';
import { href } from '../router/route.js';
import { Json } from '../ui/Json.js';
import { Empty, Failure, Panel, Tag } from '../ui/parts.js';
import { Facts } from './Facts.js';
import './events.css';
import { Timeline } from './Timeline.js';

interface Props {
  id: string;
  source: string | undefined;
  channel: string | undefined;
}

/** One event, seen through all its deliveries. */
export function EventPage({ id, source, channel }: Props) {
  const { value, error, loading, again } = useRead<EventStory>(path('events', id), { source, channel });
  if (!value) {
    return (
      <>
        <Head title={id} of="Event" />
        {error?.status === 404 ? <Gone /> : error && <Failure error={error} again={again} />}
        {loading && <Empty>Looking for it in the log…</Empty>}
      </>
    );
  }
  return (
    <>
      <Head title={value.event.type} of="Event">
        <button type="button" class="button small" onClick={again} disabled={loading}>
          Look again
        </button>
      </Head>
      {value.complete === false && (
        <p class="notice watch">
          <strong>This may not be all.</strong>
          To look through everything that fan-outs have noted would have cost too much.
        </p>
      )}
      <div class="event-columns">
        <div class="stack">
          <Facts story={value} />
          <Panel title="Data">
            <Json value={value.event.data} label="The event's data" />
          </Panel>
        </div>
        <div class="stack">
          <Sockets channels={value.channels ?? []} />
          {value.fanouts?.map((fanout) => (
            <Panel key={fanout.fanout} title={`Fan-out ${fanout.fanout}`}>
              <Timeline steps={fanout.steps} />
            </Panel>
          ))}
          {value.mails?.map((mail) => (
            <Panel
              key={mail.request}
              title={mail.template ? `Mail ${mail.template}` : 'Mail'}
              aside={<span class="muted small break">
                  {mail.to && `to ${mail.to} · `}request {mail.request}
                </span>}
            >
              <Timeline steps={mail.steps} />
            </Panel>
          ))}
          {!value.fanouts?.length && !value.mails?.length && (
            <Panel title="Fan-outs">
              <Empty>No fan-out that this node knows of has done anything with it.</Empty>
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}

function Gone() {
  return (
    <div class="notice watch">
      <strong>It is no longer to be found.</strong>
      Neither what this node remembers nor the part of the log that it looked through has it. With its channel or its source the search
      goes further: <a href={href(['events'])}>find an event</a>.
    </div>
  );
}

function Sockets({ channels }: { channels: NonNullable<EventStory['channels']> }) {
  return (
    <Panel title="Sockets">
      {channels.length === 0 ? (
        <Empty>It is of no channel.</Empty>
      ) : (
        <ul class="stack">
          {channels.map(({ channel, sockets, subscribers }) => (
            <li key={channel}>
              <a class="break" href={href(['channels', channel])}>{channel}</a>{' '}
              {sockets === undefined ? (
                <Tag>not known</Tag>
              ) : (
                <Tag tone={sockets > 0 ? 'good' : 'plain'}>{sockets === 1 ? '1 socket' : `${sockets} sockets`}</Tag>
              )}{' '}
              {subscribers !== undefined && <span class="muted small">{subscribers} follow it now</span>}
            </li>
          ))}
        </ul>
      )}
      <p class="muted small">Handed to them live, on this node. Who was away has it by replay.</p>
    </Panel>
  );
}

