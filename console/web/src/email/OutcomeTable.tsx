import { useState } from 'preact/hooks';
import type { EmailOutcome } from '../api/types.js';
import { tone } from '../events/steps.js';
import { href } from '../router/route.js';
import { Empty, Panel, Tag, Time } from '../ui/parts.js';

/** Most events are mail to nobody: that they were skipped hides what was sent. */
const SKIPPED = 'skipped';

export function OutcomeTable({ outcomes: all }: { outcomes: EmailOutcome[] }) {
  const [skipped, setSkipped] = useState(false);
  const outcomes = skipped ? all : all.filter((outcome) => outcome.what !== SKIPPED);
  return (
    <Panel
      title="Recent outcomes"
      aside={
        <label class="small">
          <input type="checkbox" checked={skipped} onChange={(event) => setSkipped(event.currentTarget.checked)} /> show what was skipped (
          {all.filter((outcome) => outcome.what === SKIPPED).length})
        </label>
      }
    >
      {outcomes.length === 0 ? (
        <Empty>{all.length === 0 ? 'No mail has been planned since the start.' : 'None was sent: all that was planned was skipped.'}</Empty>
      ) : (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Outcome</th>
              <th scope="col">To</th>
              <th scope="col">Template</th>
              <th scope="col">Detail</th>
              <th scope="col">Request</th>
            </tr>
          </thead>
          <tbody>
            {outcomes.map((outcome, i) => (
              <tr key={i}>
                <td data-label="Time">
                  <Time at={outcome.at} />
                </td>
                <td data-label="Outcome">
                  <Tag tone={tone(outcome.what)}>{outcome.what}</Tag>
                </td>
                <td data-label="To" class="break">{outcome.to ?? '–'}</td>
                <td data-label="Template">
                  {outcome.template ? <a href={href(['email', 'templates'], { name: outcome.template })}>{outcome.template}</a> : '–'}
                </td>
                <td data-label="Detail" class="break">
                  <span>{outcome.detail}</span>
                </td>
                <td data-label="Request" class="mono break">
                  <span>{outcome.request}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
