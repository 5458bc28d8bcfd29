const LENGTH = 931.4;
const TOWNS = ['Calais', 'Arras', 'Reims', 'Besançon', 'Lausanne', 'Aosta', 'Pavia', 'Lucca', 'Siena', 'Viterbo', 'Rome'];
const round = (number) => Math.round(number * 10) / 10;

/** The simulator's teams, as far as the console draws them: a walk every half second. */
export function walk(hub) {
  const teams = [
    { id: 'otters', by: 'Ada', walked: 30 },
    { id: 'herons', by: 'Dana', walked: 240 },
    { id: 'badgers', by: 'Hana', walked: 480 },
    { id: 'swifts', by: 'Jun', walked: 700 },
  ];
  let steps = 0;
  const step = () => {
    const team = steps % 2 === 0 ? teams[0] : teams[1 + ((steps >> 1) % 3)];
    const distance = round(1.5 + Math.random() * 6.5);
    const before = team.walked;
    team.walked = team.walked >= LENGTH ? 0 : Math.min(LENGTH, team.walked + distance);
    const channel = `team-${team.id}`;
    hub.publish(channel, 'activity-logged', { userId: `user-${team.by.toLowerCase()}`, distance, note: '<b>not bold</b>' });
    hub.publish(channel, 'goal-updated', { teamId: team.id, goalId: `${team.id}-1`, name: 'Via Francigena', target: LENGTH, progress: round(team.walked), percent: round((100 * team.walked) / LENGTH) });
    const town = Math.floor((team.walked / LENGTH) * TOWNS.length);
    if (town > Math.floor((before / LENGTH) * TOWNS.length)) {
      hub.publish(channel, 'milestone-reached', { teamId: team.id, name: TOWNS[Math.min(town, TOWNS.length - 1)] });
    }
    steps++;
  };
  step();
  step();
  return setInterval(step, 500);
}
