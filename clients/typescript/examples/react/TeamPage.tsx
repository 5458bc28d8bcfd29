import { ConnectionStatus, useChannel, usePresence, useWebSocket } from '@milepost/client/react';

interface Activity {
  activityId: string;
  userId: string;
  distance: number;
}

/** What a team does, who is there, and how the connection is. All of it over one connection. */
export function TeamPage({ team }: { team: string }) {
  const channel = `team-${team}`;
  const { events, gap, error, live } = useChannel<Activity>(channel, { since: 'earliest', limit: 20 });
  const { members } = usePresence(channel);
  const { send } = useWebSocket();
  const activities = events.filter(({ type }) => type === 'activity-logged');

  return (
    <main>
      <h1>Team {team}</h1>
      <ConnectionStatus showDetails />
      {error && <p role="alert">{error.message}</p>}
      {gap && <p role="alert">Some events could not be had: {gap.reason}. Reload for the present state.</p>}
      <p>Here: {members.map(({ info }) => info.name).join(', ') || 'nobody'}</p>
      <button type="button" onClick={() => void send(channel, 'cheer', { text: 'Go!' }).catch(console.error)}>
        Cheer
      </button>
      <ul aria-busy={!live}>
        {activities.map(({ id, data }) => (
          <li key={id}>
            {data.userId}: {data.distance} miles
          </li>
        ))}
      </ul>
    </main>
  );
}
