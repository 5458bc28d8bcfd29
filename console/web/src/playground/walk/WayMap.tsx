import { along, HEIGHT, place, TOWNS, WIDTH } from './route.js';
import { TEAMS, type Walks } from './teams.js';

/** Names on the right of their town keep clear of the way; these stand on its left. */
const LEFT = new Set(['Calais', 'Reims', 'Lausanne', 'Pavia', 'Siena', 'Rome', 'Arras']);

const WAY = TOWNS.map((town) => place(town))
  .map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
  .join('');

/** The way, drawn. What it says stands in words beside it. */
export function WayMap({ walks, ahead, cut }: { walks: Walks; ahead: Walks; cut: boolean }) {
  return (
    <svg class={`map ${cut ? 'frozen' : ''}`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="The way from Canterbury to Rome with the teams on it">
      <path class="sea" d={`M0 0H${WIDTH}V0L150 0C140 40 118 52 96 66C70 82 30 78 0 96Z`} />
      <Alps />
      <path class="way-edge" d={WAY} />
      <path class="way-line" d={WAY} />
      {TOWNS.map((town) => {
        const { x, y } = place(town);
        const left = LEFT.has(town.name);
        return (
          <g key={town.name}>
            <circle class="town" cx={x} cy={y} r="4" />
            <text class="town-name" x={left ? x - 12 : x + 12} y={y + 4} text-anchor={left ? 'end' : 'start'}>
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
    [352, 296, 1], [382, 290, 1.2], [412, 284, 1], [442, 276, 1.1], [300, 318, 0.8], [276, 344, 0.7], [470, 264, 0.8],
  ];
  return (
    <g class="alps" aria-hidden="true">
      {peaks.map(([x, y, size]) => (
        <path d={`M${x} ${y}l${16 * size} ${-30 * size}l${16 * size} ${30 * size}z`} />
      ))}
    </g>
  );
}
