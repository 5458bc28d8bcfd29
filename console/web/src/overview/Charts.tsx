import { useMemo } from 'preact/hooks';
import type { Overview } from '../api/types.js';
import { Chart } from '../ui/Chart.js';
import { count, number } from '../ui/format.js';
import type { Sample } from './history.js';
import { rates, total, values, withHoles } from './rates.js';

interface Drawing {
  title: string;
  unit: string;
  rate: boolean;
  lines: [string, (of: Overview) => number | undefined][];
}

const DRAWINGS: Drawing[] = [
  {
    title: 'Events and deliveries',
    unit: 'a second',
    rate: true,
    lines: [
      ['deliveries', (of) => of.deliveries],
      ['events', (of) => of.events],
      ['published by clients', (of) => of.publishes],
    ],
  },
  {
    title: 'Latency',
    unit: 'ms, event to socket',
    rate: false,
    lines: [
      ['p50', (of) => of.latency.p50],
      ['p95', (of) => of.latency.p95],
      ['p99', (of) => of.latency.p99],
    ],
  },
  {
    title: 'Connections and subscriptions',
    unit: 'open',
    rate: false,
    lines: [
      ['connections', (of) => of.connections],
      ['live subscriptions', (of) => of.subscriptions.live],
      ['replaying', (of) => of.subscriptions.replaying],
    ],
  },
  {
    title: 'Refused and lost',
    unit: 'a second',
    rate: true,
    lines: [
      ['rate limits', (of) => of.rateLimited],
      ['other refusals', (of) => total(of.refused) - (of.refused.rate_limited ?? 0)],
      ['gaps', (of) => total(of.gaps)],
    ],
  },
];

/** The last ten minutes. */
export function Charts({ samples }: { samples: readonly Sample[] }) {
  const fanouts = samples.at(-1)?.overview.fanouts.map((fanout) => fanout.name) ?? [];
  const drawings: Drawing[] = [
    ...DRAWINGS,
    { title: 'Outcomes of the fan-outs', unit: 'a second', rate: true, lines: fanouts.flatMap(outcomes) },
    {
      title: 'Lag of the fan-outs',
      unit: 'events waiting',
      rate: false,
      lines: fanouts.map((name) => [name, (of) => find(of, name)?.lag]),
    },
  ];
  return (
    <section aria-label="The last ten minutes" class="charts">
      {drawings
        .filter((drawing) => drawing.lines.length > 0)
        .map((drawing) => (
          <Drawn key={drawing.title} drawing={drawing} samples={samples} />
        ))}
    </section>
  );
}

/** What a fan-out got through, and what it did not. */
function outcomes(name: string): Drawing['lines'] {
  const counted = (of: Overview) => find(of, name)?.outcomes;
  return [
    [`${name} delivered`, (of) => counted(of)?.delivered],
    [`${name} failed`, (of) => counted(of) && (counted(of)?.retried ?? 0) + (counted(of)?.dead ?? 0)],
  ];
}

function find(of: Overview, name: string) {
  return of.fanouts.find((fanout) => fanout.name === name);
}

function Drawn({ drawing, samples }: { drawing: Drawing; samples: readonly Sample[] }) {
  const { times, lines } = useMemo(() => {
    const made = drawing.lines.map(([, pick]) => (drawing.rate ? rates(samples, pick) : values(samples, pick)));
    const drawn = withHoles(samples, made);
    return { times: drawn.times, lines: drawing.lines.map(([name], i) => ({ name, values: drawn.lines[i]! })) };
  }, [samples]);
  return <Chart title={drawing.title} unit={drawing.unit} times={times} lines={lines} format={drawing.rate ? number : orCount} />;
}

const orCount = (value: number | null | undefined) => (Number.isInteger(value) ? count(value) : number(value));
