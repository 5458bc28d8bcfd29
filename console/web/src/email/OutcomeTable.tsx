import type { EmailOutcome } from '../api/types.js';
import { tone } from '../events/steps.js';
import { href } from '../router/route.js';
import { Empty, Panel, Tag, Time } from '../ui/parts.js';

export function OutcomeTable({ outcomes }: { outcomes: EmailOutcome[] }) {
  return (
    <Panel title="Recent outcomes">
      {outcomes.length === 0 ? (
        <Empty>No mail has been planned since the start.</Empty>
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
