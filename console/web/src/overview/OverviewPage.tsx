import { useMemo } from 'preact/hooks';
import { Head } from '../layout/Head.js';
import { count, duration, number, plural } from '../ui/format.js';
import { Empty } from '../ui/parts.js';
import { Charts } from './Charts.js';
import { Fanouts } from './Fanouts.js';
import './overview.css';
import { rates } from './rates.js';
import { Streams } from './Streams.js';
import { Tile } from './Tile.js';
import { Troubles } from './Troubles.js';
import { troubles } from './trouble.js';
import type { Node } from './useOverview.js';

/** What is connected, what flows, what lags, what failed: what is wrong stands first. */
export function OverviewPage({ node }: { node: Node }) {
  const { overview, samples } = node;
  const wrong = useMemo(() => troubles(samples), [samples]);
  const deliveries = useMemo(() => rates(samples, (of) => of.deliveries).at(-1), [samples]);
  const events = useMemo(() => rates(samples, (of) => of.events).at(-1), [samples]);
  if (!overview) {
    return (
      <>
        <Head title="Overview" />
        <Empty>Asking the node…</Empty>
      </>
    );
  }
  const { latency, subscriptions } = overview;
  return (
    <>
      <Head title="Overview">
        <p class="muted small">up for {duration(Date.parse(overview.now) - Date.parse(overview.startedAt))} · read every second</p>
      </Head>
      <Troubles all={wrong} lost={node.lostAt !== undefined} />
      <dl class="tiles">
        <Tile name="Connections" value={count(overview.connections)} more={`${plural(overview.channels, 'channel')} followed`} />
        <Tile name="Deliveries" value={`${number(deliveries)}/s`} more={`of ${number(events)} events/s`} />
        <Tile
          name="Latency p95"
          value={duration(latency.p95)}
          more={`p50 ${duration(latency.p50)} · p99 ${duration(latency.p99)}`}
        />
        <Tile
          name="Subscriptions"
          value={count(subscriptions.live + subscriptions.replaying)}
          more={`${count(subscriptions.live)} live · ${count(subscriptions.replaying)} replaying`}
        />
      </dl>
      <Fanouts all={overview.fanouts} samples={samples} />
      <Charts samples={samples} />
      <Streams overview={overview} />
    </>
  );
}
