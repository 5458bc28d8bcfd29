import type { Step } from '../api/types.js';
import type { Tone } from '../ui/parts.js';

const TONES: Record<string, Tone> = {
  delivered: 'good',
  accepted: 'good',
  sent: 'good',
  opened: 'good',
  clicked: 'good',
  redriven: 'good',
  retried: 'watch',
  retry: 'watch',
  deferred: 'watch',
  planned: 'accent',
  requested: 'accent',
  queued: 'accent',
  dead: 'bad',
  'dead-letter': 'bad',
  failed: 'bad',
  bounced: 'bad',
  complained: 'bad',
  rejected: 'bad',
};

/** How a step looks; what is not known is plain. `email-bounced` is as `bounced`. */
export function tone(what: string): Tone {
  return TONES[what] ?? TONES[what.replace(/^email-/, '')] ?? 'plain';
}

/** By time; steps without a time stay behind the one that they were given after. */
export function inOrder(steps: readonly Step[]): Step[] {
  let last = -Infinity;
  return steps
    .map((step, i) => {
      const at = step.at === undefined ? NaN : Date.parse(step.at);
      last = Number.isNaN(at) ? last : at;
      return { step, at: last, i };
    })
    .sort((a, b) => a.at - b.at || a.i - b.i)
    .map(({ step }) => step);
}
