import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/request.js';
import { Head } from '../layout/Head.js';
import { useNode } from '../overview/useOverview.js';
import { parseRoute } from '../router/route.js';
import { Tag, type Tone } from '../ui/parts.js';
import { ConnectForm } from './ConnectForm.js';
import { Frames } from './frames/Frames.js';
import './playground.css';
import { CutPanel } from './replay/CutPanel.js';
import { Talk } from './talk/Talk.js';
import { TEAMS, teamChannel } from './walk/teams.js';
import { usePlayground } from './usePlayground.js';
import { WalkPanel } from './walk/WalkPanel.js';

const NEWCOMER = 'ada';

const TONES: Record<string, Tone> = { connected: 'good', connecting: 'watch', reconnecting: 'watch', error: 'bad' };

/** Where a newcomer sees what Milepost does: events that come, a line that is cut, and a replay that brings back what was missed. */
export function PlaygroundPage() {
  const { playground, state } = usePlayground();
  const { overview } = useNode();
  const [error, setError] = useState<ApiError | Error>();
  const began = useRef(false);
  const wanted = parseRoute(location.hash).query.channel;
  const dev = overview?.dev === true;

  const connect = (user: string) => {
    setError(undefined);
    const channels = wanted ? [wanted] : dev ? TEAMS.map(teamChannel) : [];
    playground.connect(user, channels).catch((failure: Error) => setError(failure));
  };

  useEffect(() => {
    if (dev && !began.current) {
      began.current = true;
      connect(NEWCOMER);
    }
  }, [dev]);

  const walking = dev || Object.keys(state.walks).length > 0;
  return (
    <>
      <Head title="Playground">
        <p role="status">
          <Tag tone={TONES[state.status.state] ?? 'plain'}>{state.cutUntil ? 'line cut' : state.status.state}</Tag>{' '}
          {state.user && <span class="muted small">as {state.user}</span>}
          {state.status.lastError && !state.cutUntil && <span class="small"> {state.status.lastError.message}</span>}
        </p>
      </Head>
      {dev && (
        <p class="lead">
          Four teams walk from Canterbury to Rome. Each walk is an event in Kafka, and this page gets it from the gateway.{' '}
          <b>Cut the line</b>, and the page freezes while the teams walk on. When the line is back, replay brings every event that was
          missed: in order, and once.
        </p>
      )}
      {(!state.user || error) && <ConnectForm connect={connect} error={error} suggested={NEWCOMER} />}
      <div class="stage">
        {walking && <WalkPanel state={state} />}
        <CutPanel playground={playground} state={state} />
      </div>
      <div class="halves">
        <Talk playground={playground} state={state} suggested={wanted ?? (dev ? teamChannel(TEAMS[0]) : '')} />
        <Frames frames={state.frames} clear={() => playground.clearFrames()} />
      </div>
    </>
  );
}
