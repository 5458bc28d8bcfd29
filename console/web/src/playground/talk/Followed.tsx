import { href } from '../../router/route.js';
import { count } from '../../ui/format.js';
import type { Playground } from '../Playground.js';

/** The channels that are followed, and one more. */
export function Followed({ playground, channels }: { playground: Playground; channels: Readonly<Record<string, number>> }) {
  const follow = (event: Event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    void playground.subscribe(String(fields.get('channel')).trim(), String(fields.get('since')) || undefined);
  };
  return (
    <form class="stack" onSubmit={follow}>
      <h3>Followed channels</h3>
      <ul class="followed">
        {Object.entries(channels).map(([channel, events]) => (
          <li key={channel}>
            <a class="break" href={href(['channels', channel])}>{channel}</a> <span class="muted small">{count(events)} events</span>
            <button type="button" class="button small" aria-label={`Unsubscribe from ${channel}`} onClick={() => void playground.unsubscribe(channel)}>
              ✕
            </button>
          </li>
        ))}
      </ul>
      <div class="bar">
        <label class="field">
          <span>One more channel</span>
          <input name="channel" required autocomplete="off" spellcheck={false} />
        </label>
        <label class="field">
          <span>From</span>
          <select name="since">
            <option value="">now on</option>
            <option value="earliest">the earliest in the log</option>
          </select>
        </label>
        <button type="submit" class="button">
          Subscribe
        </button>
      </div>
    </form>
  );
}
