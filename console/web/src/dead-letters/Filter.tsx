import { href } from '../router/route.js';
import { useNode } from '../overview/useOverview.js';

/** Which letters are shown; stands in the address, so that it can be handed on. */
export function Filter({ filter }: { filter: Record<string, string> }) {
  const { overview } = useNode();
  const names = [...new Set([...(overview?.fanouts.map((fanout) => fanout.name) ?? []), ...(filter.fanout ? [filter.fanout] : [])])];
  const apply = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const said = (name: string) => String(form.get(name)).trim();
    location.hash = href(['dead-letters'], { fanout: said('fanout'), type: said('type'), channel: said('channel') });
  };
  return (
    <form class="bar" role="search" key={JSON.stringify(filter)} onSubmit={apply}>
      <label class="field">
        <span>Fan-out</span>
        <select name="fanout" value={filter.fanout ?? ''}>
          <option value="">all</option>
          {names.map((name) => (
            <option value={name}>{name}</option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Event type</span>
        <input name="type" defaultValue={filter.type ?? ''} autocomplete="off" spellcheck={false} />
      </label>
      <label class="field">
        <span>Channel</span>
        <input name="channel" defaultValue={filter.channel ?? ''} autocomplete="off" spellcheck={false} />
      </label>
      <button class="button" type="submit">
        Filter
      </button>
    </form>
  );
}
