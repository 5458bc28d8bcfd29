import type { PresenceMember } from '@milepost/client';
import type { Playground } from '../Playground.js';

interface Props {
  playground: Playground;
  members: Readonly<Record<string, PresenceMember[]>>;
  suggested: string;
}

/** Who is on a channel, as it changes. */
export function Presence({ playground, members, suggested }: Props) {
  const come = (event: Event) => {
    event.preventDefault();
    void playground.present(String(new FormData(event.currentTarget as HTMLFormElement).get('channel')).trim());
  };
  return (
    <form class="stack" onSubmit={come}>
      <h3>Presence</h3>
      {Object.entries(members).map(([channel, there]) => (
        <p key={channel}>
          <b>{channel}</b>: {there.length === 0 ? 'nobody' : there.map((member) => member.info?.name ?? member.id).join(', ')}
        </p>
      ))}
      <div class="bar">
        <label class="field">
          <span>Channel</span>
          <input name="channel" required defaultValue={suggested} key={suggested} autocomplete="off" spellcheck={false} />
        </label>
        <button type="submit" class="button">
          Who is there?
        </button>
      </div>
    </form>
  );
}
