import { along, HEIGHT, place, TOWNS, WIDTH } from './route.js';
import { TEAMS, type Walks } from './teams.js';

/** Names stand on the right of their town, above the way; these below it. */
const BELOW = new Set(['Calais', 'Arras', 'Besançon', 'Aosta', 'Lucca', 'Viterbo']);
/** On a small map these alone have room. */
const LARGE = new Set(['Canterbury', 'Reims', 'Lausanne', 'Pavia', 'Siena', 'Rome']);

const WAY = TOWNS.map((town) => place(town))
  .map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
  .join('');

/** The way, drawn. What it says stands in words beside it. */
export function WayMap({ walks, ahead, cut }: { walks: Walks; ahead: Walks; cut: boolean }) {
  return (
    <svg class={`map ${cut ? 'frozen' : ''}`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="The way from Canterbury to Rome with the teams on it">
      <path class="sea" d="M0 0H150C146 26 122 40 104 52C82 66 44 96 0 104Z" />
      <Alps />
      <path class="way-edge" d={WAY} />
      <path class="way-line" d={WAY} />
      {TOWNS.map((town) => {
        const { x, y } = place(town);
        const below = BELOW.has(town.name);
        return (
          <g key={town.name}>
            <circle class="town" cx={x} cy={y} r="4" />
            <text
              class={`town-name ${LARGE.has(town.name) ? '' : 'small-town'}`}
              x={below ? x - 10 : x + 10}
              y={below ? y + 18 : y - 8}
              text-anchor={below ? 'end' : 'start'}
            >
              {town.name}
            </text>
          </g>
        );
      })}
      {TEAMS.map((team, i) => ahead[team] && <Marker key={`${team}-ahead`} index={i} share={ahead[team].share} hollow />)}
      {TEAMS.map((team, i) => walks[team] && <Marker key={team} index={i} share={walks[team].share} name={team} />)}
    </svg>
  );
}

function Marker({ index, share, name, hollow }: { index: number; share: number; name?: string; hollow?: boolean }) {
  const { x, y } = along(share);
  return (
    <g class={`marker team-${index + 1} ${hollow ? 'hollow' : ''}`} style={`transform: translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`}>
      <circle r={hollow ? 15 : 12} />
      {name && <text y="5">{name[0]!.toUpperCase()}</text>}
    </g>
  );
}

/** Some mountains between Lausanne and Aosta. */
function Alps() {
  const peaks: [number, number, number][] = [
    [372, 212, 1], [404, 204, 1.3], [444, 196, 1.1], [476, 188, 0.9], [268, 262, 0.9], [240, 276, 0.7], [296, 276, 0.8],
  ];
  return (
    <g class="alps" aria-hidden="true">
      {peaks.map(([x, y, size]) => (
        <path d={`M${x} ${y}l${16 * size} ${-30 * size}l${16 * size} ${30 * size}z`} />
      ))}
    </g>
  );
}
