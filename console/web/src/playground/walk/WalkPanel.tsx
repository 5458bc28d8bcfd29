import { number } from '../../ui/format.js';
import { Panel } from '../../ui/parts.js';
import type { State } from '../state.js';
import { WayMap } from './WayMap.js';
import { TEAMS, type Walk } from './teams.js';

/** The teams on their way: as this page knows it, and where they really are. */
export function WalkPanel({ state }: { state: State }) {
  const { walks, ahead, cutUntil } = state;
  return (
    <Panel
      title="Canterbury to Rome"
      class="walk"
      aside={
        <span class="muted small">
          <span class="dot" aria-hidden="true" /> what this page knows <span class="dot hollow" aria-hidden="true" /> where they are
        </span>
      }
    >
      <WayMap walks={walks} ahead={ahead} cut={cutUntil !== undefined} />
      <ul class="teams">
        {TEAMS.map((team, i) => (
          <Team key={team} team={team} index={i} walk={walks[team]} ahead={ahead[team]} />
        ))}
      </ul>
    </Panel>
  );
}

function Team({ team, index, walk, ahead }: { team: string; index: number; walk: Walk | undefined; ahead: Walk | undefined }) {
  const behind = walk && ahead && ahead.miles > walk.miles + 0.05 ? ahead.miles - walk.miles : 0;
  return (
    <li class={`team team-${index + 1}`} data-team={team} data-miles={walk?.miles ?? ''}>
      <p>
        <b>
          <span class="dot" aria-hidden="true" /> {team}
        </b>
        <span class="number">{walk ? `${number(walk.miles)} mi` : '…'}</span>
      </p>
      <span class="way-bar" aria-hidden="true">
        <span class="real" style={`transform: scaleX(${ahead?.share ?? walk?.share ?? 0})`} />
        <span class="known" style={`transform: scaleX(${walk?.share ?? 0})`} />
      </span>
      <p class="small muted">
        <span>{walk ? `${number(walk.share * 100)} % of ${number(walk.target)} mi` : 'not heard of yet'}</span>
        {behind > 0 ? <span class="behind">{number(behind)} mi behind</span> : walk?.town && <span>reached {walk.town}</span>}
      </p>
    </li>
  );
}
