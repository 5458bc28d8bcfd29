import type { Overview } from '../api/types.js';
import { count } from '../ui/format.js';
import { Panel, Tag } from '../ui/parts.js';
import { total } from './rates.js';

/** What the gateway reads, and what it has refused since its start. */
export function Streams({ overview }: { overview: Overview }) {
  return (
    <div class="halves">
      <Panel title="Streams">
        <table>
          <thead>
            <tr>
              <th scope="col">Stream</th>
              <th scope="col" class="wide">Topic</th>
              <th scope="col" class="number wide">Partitions</th>
              <th scope="col" class="number">To be read</th>
            </tr>
          </thead>
          <tbody>
            {overview.streams.map((stream) => (
              <tr key={stream.stream}>
                <th scope="row">{stream.stream}</th>
                <td class="wide break">{stream.topic}</td>
                <td class="number wide">{count(stream.partitions)}</td>
                <td class="number">{stream.lag === undefined ? <Tag>not known</Tag> : count(stream.lag)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      <Panel title="Since the start">
        <dl class="facts">
          <dt>events read</dt>
          <dd>{count(overview.events)}</dd>
          <dt>delivered to sockets</dt>
          <dd>{count(overview.deliveries)}</dd>
          <dt>replayed</dt>
          <dd>{count(overview.replayed)}</dd>
          {overview.demotions !== undefined && (
            <>
              <dt>too slow to stay live</dt>
              <dd>{count(overview.demotions)}</dd>
            </>
          )}
          <dt>published by clients</dt>
          <dd>{count(overview.publishes)}</dd>
          <dt>signals</dt>
          <dd>{count(overview.signals)}</dd>
          <dt>rate limits</dt>
          <dd>{count(overview.rateLimited)}</dd>
          <dt>refused</dt>
          <dd>{byName(overview.refused)}</dd>
          <dt>gaps</dt>
          <dd>{byName(overview.gaps)}</dd>
        </dl>
      </Panel>
    </div>
  );
}

function byName(counters: Record<string, number>): string {
  const named = Object.entries(counters).filter(([, of]) => of > 0);
  return named.length === 0 ? '0' : `${count(total(counters))}: ${named.map(([name, of]) => `${name} ${count(of)}`).join(', ')}`;
}
