import { useState } from 'preact/hooks';
import type { Playground } from '../Playground.js';

/** Publishes an event, or signals. */
export function Say({ playground, suggested, cut }: { playground: Playground; suggested: string; cut: boolean }) {
  const [said, setSaid] = useState('');
  const say = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string) => String(form.get(name)).trim();
    let data: unknown;
    try {
      data = JSON.parse(field('data'));
    } catch {
      return setSaid('The data is not JSON.');
    }
    if ((event.submitter as HTMLButtonElement | null)?.value === 'signal') {
      playground.signal(field('channel'), field('event'), data);
      return setSaid('Signalled: who is there hears it, and nobody later.');
    }
    setSaid(cut ? 'The line is cut: it waits, and goes out once when the line is back.' : 'Publishing…');
    const taken = await playground.publish(field('channel'), field('event'), data);
    setSaid(taken ? 'Published: Kafka has it, for everybody and for replay.' : '');
  };
  return (
    <form class="stack say" onSubmit={say}>
      <h3>Say something</h3>
      <div class="bar">
        <label class="field">
          <span>Channel</span>
          <input name="channel" required defaultValue={suggested} key={suggested} autocomplete="off" spellcheck={false} />
        </label>
        <label class="field">
          <span>Event type</span>
          <input name="event" required defaultValue="cheer" autocomplete="off" spellcheck={false} />
        </label>
      </div>
      <label class="field">
        <span>Data, JSON</span>
        <textarea name="data" rows={2} spellcheck={false} defaultValue={'{"text":"On you go!"}'} />
      </label>
      <div class="bar">
        <button type="submit" class="button primary" value="publish">
          Publish
        </button>
        <button type="submit" class="button" value="signal">
          Signal
        </button>
        <span class="small muted" role="status">
          {said}
        </span>
      </div>
    </form>
  );
}
