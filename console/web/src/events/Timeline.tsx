import type { Step } from '../api/types.js';
import { href } from '../router/route.js';
import { Empty, Tag, Time } from '../ui/parts.js';
import { inOrder, tone } from './steps.js';

/** What happened to an event on one way, the first step first. */
export function Timeline({ steps }: { steps: Step[] }) {
  if (steps.length === 0) {
    return <Empty>Nothing yet.</Empty>;
  }
  return (
    <ol class="timeline">
      {inOrder(steps).map((step, i) => (
        <li key={i} class={tone(step.what)}>
          <p>
            <Tag tone={tone(step.what)}>{step.what}</Tag>{' '}
            <span class="small muted">
              <Time at={step.at} />
              {step.attempt !== undefined && ` · attempt ${step.attempt}`}
            </span>
          </p>
          {(step.detail || step.channel) && (
            <p class="small break">
              {step.detail}
              {step.channel && <span class="muted"> · {step.channel}</span>}
            </p>
          )}
          {step.letter && (
            <p class="small">
              <a href={href(['dead-letters'], { open: `${step.letter.topic}/${step.letter.partition}/${step.letter.offset}` })}>
                Open the dead letter
              </a>
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
