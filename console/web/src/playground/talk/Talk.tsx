import { Panel } from '../../ui/parts.js';
import type { Playground } from '../Playground.js';
import type { State } from '../state.js';
import { Followed } from './Followed.js';
import { Presence } from './Presence.js';
import { Say } from './Say.js';

interface Props {
  playground: Playground;
  state: State;
  suggested: string;
}

/** What a client can do: follow, say, be there. */
export function Talk({ playground, state, suggested }: Props) {
  return (
    <Panel
      title="Talk to the gateway"
      aside={
        state.user && (
          <button type="button" class="button small" onClick={() => void playground.disconnect()}>
            Disconnect
          </button>
        )
      }
    >
      <div role="alert">{state.refusal && <p class="notice bad">Refused: {state.refusal}</p>}</div>
      <fieldset disabled={!state.user}>
        <Say playground={playground} suggested={suggested} cut={state.cutUntil !== undefined} />
        <Followed playground={playground} channels={state.channels} />
        <Presence playground={playground} members={state.members} suggested={suggested} />
      </fieldset>
    </Panel>
  );
}
