import type { LogEvent } from '../api/types.js';
import { eventHref } from '../router/route.js';
import { Empty, Time } from '../ui/parts.js';

/** Events of a channel, each with a way to its page and the beginning of its data. */
export function EventTable({ events, channel }: { events: LogEvent[]; channel: string }) {
  if (events.length === 0) {
    return <Empty>The log has no events of this channel here.</Empty>;
  }
  return (
    <table class="cards events">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Type</th>
          <th scope="col">By</th>
          <th scope="col">Data</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={`${event.source} ${event.id}`}>
            <td data-label="Time">
              <Time at={event.timestamp} />
            </td>
            <th scope="row">
              <a href={eventHref(event, channel)}>{event.type}</a>
            </th>
            <td data-label="By" class="break">
              <span>{event.userId ?? event.source}</span>
            </td>
            <td data-label="Data" class="rest">
              <code class="clip">{JSON.stringify(event.data)?.slice(0, 240)}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
