import { useState } from 'preact/hooks';
import { Panel } from '../../ui/parts.js';
import { useNow } from '../../ui/useNow.js';
import type { Playground } from '../Playground.js';
import type { State } from '../state.js';
import { ReportView } from './ReportView.js';

const SECONDS = [5, 10, 20, 60];

/** Cuts the line for a while, and shows what was missed and what replay brought back. */
export function CutPanel({ playground, state }: { playground: Playground; state: State }) {
  const [seconds, setSeconds] = useState(10);
  const { cutUntil, report } = state;
  const now = useNow(cutUntil === undefined ? 0 : 100);
  const left = cutUntil === undefined ? 0 : Math.max(0, cutUntil - now);
  const whole = cutUntil !== undefined && report ? cutUntil - report.cutAt : 1;
  return (
    <Panel title="Cut the line" class={`cut ${cutUntil === undefined ? '' : 'is-cut'}`}>
      {cutUntil === undefined ? (
        <div class="bar">
          <button
            type="button"
            class="button primary cut-button"
            disabled={state.status.state !== 'connected'}
            onClick={() => playground.cut(seconds * 1000)}
          >
            <span aria-hidden="true">✂</span> Cut the line for {seconds} s
          </button>
          <label class="field seconds">
            <span>Seconds</span>
            <select value={seconds} onChange={(event) => setSeconds(Number(event.currentTarget.value))}>
              {SECONDS.map((choice) => (
                <option value={choice}>{choice}</option>
              ))}
            </select>
          </label>
        </div>
      ) : (
        <div class="countdown">
          <p>
            <span class="left" role="timer" aria-label={`The line is cut for ${Math.ceil(left / 1000)} seconds more`}>
              {(left / 1000).toFixed(1)} s
            </span>
            <button type="button" class="button" onClick={() => playground.mend()}>
              Mend it now
            </button>
          </p>
          <progress max={1} value={left / whole} aria-label="Until the line is whole again" />
        </div>
      )}
      {report ? (
        <ReportView report={report} cut={cutUntil !== undefined} />
      ) : (
        <p class="muted small">The socket is dropped as if a cable were pulled, and none can be made until the time is over.</p>
      )}
    </Panel>
  );
}
