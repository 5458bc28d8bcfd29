import type { ChannelPage as Page } from '../api/types.js';
import { useRead } from '../api/useRead.js';
import { Head } from '../layout/Head.js';
import { href } from '../router/route.js';
import { plural } from '../ui/format.js';
import { Empty, Failure, Panel } from '../ui/parts.js';
import { EventTable } from './EventTable.js';
import { Members } from './Members.js';

const REFRESH_MS = 4_000;

/** One channel: who follows it, and its events straight from the log. */
export function ChannelPage({ channel, before }: { channel: string; before: string | undefined }) {
  const { value, error, loading, again } = useRead<Page>(
    `channels/${encodeURIComponent(channel)}`,
    { before, limit: 50 },
    before === undefined ? REFRESH_MS : 0,
  );
  return (
    <>
      <Head title={channel} of="Channel">
        <a class="button small" href={href(['playground'], { channel })}>
          Follow it in the playground
        </a>
      </Head>
      {error && !value && <Failure error={error} again={again} />}
      {!value && loading && <Empty>Reading the log…</Empty>}
      {value && (
        <>
          <Panel title="Now">
            <dl class="facts">
              <dt>Subscribers</dt>
              <dd>{plural(value.subscribers, 'connection')} on this node</dd>
              <dt>Streams</dt>
              <dd>{value.streams?.join(', ') || 'the catch-all alone'}</dd>
            </dl>
          </Panel>
          <Panel
            title={before === undefined ? 'Recent events' : 'Earlier events'}
            aside={
              <span class="small">
                {before === undefined ? (
                  <span class="muted">from the log, newest first</span>
                ) : (
                  <a href={href(['channels', channel])}>To the newest</a>
                )}
              </span>
            }
          >
            <EventTable events={value.events} channel={channel} />
            {!value.complete && (
              <p class="small muted">To look further in one go would have cost too much: the page may be short.</p>
            )}
            {value.cursor && (
              <a class="button" href={href(['channels', channel], { before: value.cursor })}>
                Earlier events
              </a>
            )}
          </Panel>
          <Members members={value.members} />
        </>
      )}
    </>
  );
}
