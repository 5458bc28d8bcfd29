import type { FanoutState } from '../api/types.js';
import { count, duration, number } from '../ui/format.js';
import { Panel, Tag } from '../ui/parts.js';
import { href } from '../router/route.js';
import type { Sample } from './history.js';
import { rates } from './rates.js';

/** How every fan-out is: whether it works, how far it is behind and what became of what it had. */
export function Fanouts({ all, samples }: { all: FanoutState[]; samples: readonly Sample[] }) {
  if (all.length === 0) {
    return null;
  }
  const outcomes = [...new Set(['delivered', 'retried', 'filtered', 'dead', ...all.flatMap((fanout) => Object.keys(fanout.outcomes ?? {}))])];
  return (
    <Panel title="Fan-outs">
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Fan-out</th>
            <th scope="col">State</th>
            <th scope="col" class="number">Lag</th>
            {outcomes.map((outcome) => (
              <th scope="col" class="number">{outcome}</th>
            ))}
            <th scope="col" class="number">Dead letters</th>
          </tr>
        </thead>
        <tbody>
          {all.map((fanout) => (
            <tr key={fanout.name}>
              <th scope="row">{fanout.name}</th>
              <td data-label="State">
                <span>
                  <State fanout={fanout} />
                </span>
              </td>
              <td data-label="Lag" class="number">
                <span>
                  {count(fanout.lag)}
                  {fanout.oldest ? <span class="muted small"> · {duration(fanout.oldest)}</span> : null}
                </span>
              </td>
              {outcomes.map((outcome) => (
                <td data-label={outcome} class="number">
                  <span>
                    {count(fanout.outcomes?.[outcome])} <PerSecond samples={samples} name={fanout.name} outcome={outcome} />
                  </span>
                </td>
              ))}
              <td data-label="Dead letters" class="number">
                {fanout.deadLetters ? (
                  <a href={href(['dead-letters'], { fanout: fanout.name })}>{count(fanout.deadLetters)}</a>
                ) : (
                  count(fanout.deadLetters)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function State({ fanout }: { fanout: FanoutState }) {
  if (!fanout.here) {
    return <Tag>elsewhere</Tag>;
  }
  return (
    <>
      <Tag tone={fanout.ok === false ? 'bad' : 'good'}>{fanout.ok === false ? '✕ down' : '✓ well'}</Tag>{' '}
      <span class="muted small">{fanout.detail}</span>
    </>
  );
}

function PerSecond({ samples, name, outcome }: { samples: readonly Sample[]; name: string; outcome: string }) {
  const rate = rates(samples.slice(-8), (of) => of.fanouts.find((fanout) => fanout.name === name)?.outcomes?.[outcome]).at(-1);
  return rate ? <span class="muted small">{number(rate)}/s</span> : null;
}
