import { createHmac, randomUUID } from 'node:crypto';

/** Another node of the same log, by which events are published whatever becomes of the one under test. */
const elsewhere = process.env.E2E_ELSEWHERE!;

/** A token that ends after so many seconds. */
export function token(seconds = 3_600): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims = { sub: 'ada', name: 'Ada', channels: ['*', 'presence-*'], publish: ['*'], iat: now, exp: now + seconds, jti: randomUUID() };
  const unsigned = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => base64(JSON.stringify(part))).join('.');
  return `${unsigned}.${base64(createHmac('sha256', process.env.E2E_SECRET!).update(unsigned).digest())}`;
}

function base64(data: string | Buffer): string {
  return Buffer.from(data).toString('base64url');
}

/** Numbered events of one team, each in the log when it has been taken. */
export class Steps {
  readonly key = `walkers-${randomUUID()}`;
  readonly channel = `team-${this.key}`;
  taken = 0;
  private walking: Promise<void> | undefined;
  private wanted = Infinity;

  /** Takes so many, in two streams: each has its own order. */
  async take(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const number = ++this.taken;
      const events = ['activity', 'goal'].map((stream) => ({ stream, key: this.key, type: `${stream}-step`, data: { number } }));
      await publish(events);
    }
  }

  /** Goes on until it is told when to stop. */
  walk(): void {
    this.wanted = Infinity;
    this.walking = (async () => {
      while (this.taken < this.wanted) await this.take(1);
    })();
  }

  /** Takes so many more, and then no more. */
  async stopAfter(more: number): Promise<void> {
    this.wanted = this.taken + more;
    await this.walking;
  }

  /** The numbers that everybody who was there from the first is to hear, by stream. */
  get all(): Record<string, number[]> {
    const numbers = Array.from({ length: this.taken }, (_, i) => i + 1);
    return { 'activity-step': numbers, 'goal-step': numbers };
  }
}

async function publish(events: unknown[]): Promise<void> {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token()}` };
  const response = await fetch(`${elsewhere}/api/events`, { method: 'POST', headers, body: JSON.stringify(events) });
  if (!response.ok) throw new Error(`answered ${response.status}: ${await response.text()}`);
}
