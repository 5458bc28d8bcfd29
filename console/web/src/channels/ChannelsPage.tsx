import { useState } from 'preact/hooks';
import type { ChannelSummary } from '../api/types.js';
import { useRead } from '../api/useRead.js';
import { Head } from '../layout/Head.js';
import { eventHref, href } from '../router/route.js';
import { count } from '../ui/format.js';
import { Empty, Failure, Panel, Time } from '../ui/parts.js';
import { clicked, sorted, type Column, type Order } from './sorting.js';

const COLUMNS: [Column, string, boolean][] = [
  ['channel', 'Channel', false],
  ['subscribers', 'Subscribers', true],
  ['members', 'Members', true],
  ['last', 'Last event', false],
];

/** The channels that somebody follows. */
export function ChannelsPage({ prefix }: { prefix: string }) {
  const [order, setOrder] = useState<Order>({ column: 'subscribers', descending: true });
  const { value, error, again } = useRead<{ channels: ChannelSummary[]; complete: boolean }>('channels', { prefix, limit: 500 }, 3000);
  const search = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    location.hash = href(['channels'], { prefix: String(form.get('prefix')).trim() });
  };
  return (
    <>
      <Head title="Channels" />
      <form class="bar" role="search" onSubmit={search}>
        <label class="field">
          <span>Name begins with</span>
          <input name="prefix" type="search" defaultValue={prefix} key={prefix} autocomplete="off" spellcheck={false} />
        </label>
        <button class="button" type="submit">
          Search
        </button>
        <OpenByName />
      </form>
      {error && !value && <Failure error={error} again={again} />}
      {value && (
        <Panel
          title={prefix ? `Channels that begin with ${prefix}` : 'All that are followed'}
          aside={!value.complete && <span class="muted small">the first {value.channels.length}: there are more, search for them</span>}
        >
          {value.channels.length === 0 ? (
            <Empty>Nobody follows {prefix ? 'such a channel' : 'any channel'} on this node. A channel that nobody follows can be opened by its name.</Empty>
          ) : (
            <table class="cards">
              <thead>
                <tr>
                  {COLUMNS.map(([column, name, numeric]) => (
                    <th
                      scope="col"
                      class={numeric ? 'number' : ''}
                      aria-sort={order.column === column ? (order.descending ? 'descending' : 'ascending') : 'none'}
                    >
                      <button type="button" onClick={() => setOrder(clicked(order, column))}>
                        {name}
                        <span aria-hidden="true">{order.column === column ? (order.descending ? ' ↓' : ' ↑') : ''}</span>
                      </button>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {sorted(value.channels, order).map((channel) => (
                  <Row key={channel.channel} channel={channel} />
                ))}
              </tbody>
            </table>
          )}
        </Panel>
      )}
    </>
  );
}

function Row({ channel: { channel, subscribers, members, lastEvent } }: { channel: ChannelSummary }) {
  return (
    <tr>
      <th scope="row" class="break">
        <a href={href(['channels', channel])}>{channel}</a>
      </th>
      <td data-label="Subscribers" class="number">{count(subscribers)}</td>
      <td data-label="Members" class="number">{count(members)}</td>
      <td data-label="Last event">
        {lastEvent ? (
          <span>
            <a href={eventHref(lastEvent, channel)}>{lastEvent.type}</a> <Time at={lastEvent.at} />
          </span>
        ) : (
          <span class="muted">none since the start</span>
        )}
      </td>
    </tr>
  );
}

/** A channel's page needs nobody who follows it: its events are in the log. */
function OpenByName() {
  const open = (event: Event) => {
    const name = (event.currentTarget as HTMLElement).closest('form')!.querySelector<HTMLInputElement>('[name=prefix]')!.value.trim();
    if (name) {
      location.hash = href(['channels', name]);
    }
  };
  return (
    <button class="button" type="button" onClick={open}>
      Open the channel of this name
    </button>
  );
}
