import { Head } from '../layout/Head.js';
import { href } from '../router/route.js';

/** Where an event is looked for by its id. */
export function FindEventPage() {
  const find = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const said = (name: string) => String(form.get(name)).trim();
    if (said('id')) {
      location.hash = href(['events', said('id')], { source: said('source'), channel: said('channel') });
    }
  };
  return (
    <>
      <Head title="Find an event" />
      <p class="muted">
        By its id: where it is in the log, whom it reached, and what every fan-out did with it. Its channel or its source make the search
        quicker. Or begin at <a href={href(['channels'])}>its channel</a>.
      </p>
      <form class="bar" role="search" onSubmit={find}>
        <label class="field">
          <span>Event id</span>
          <input name="id" required autocomplete="off" spellcheck={false} />
        </label>
        <label class="field">
          <span>Channel (optional)</span>
          <input name="channel" autocomplete="off" spellcheck={false} />
        </label>
        <label class="field">
          <span>Source (optional)</span>
          <input name="source" autocomplete="off" spellcheck={false} />
        </label>
        <button class="button primary" type="submit">
          Find
        </button>
      </form>
    </>
  );
}
