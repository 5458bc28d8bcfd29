/** The identities of the last events, to tell doubles by. The oldest is forgotten for a new one. */
export class RecentEvents {
  private readonly seen = new Set<string>();

  constructor(private readonly bound = 10_000) {}

  /** Whether it is new, and from now on it is not. */
  isNew(channel: string, source: string, id: string): boolean {
    const key = JSON.stringify([channel, source, id]);
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    if (this.seen.size > this.bound) this.seen.delete(this.seen.values().next().value as string);
    return true;
  }
}
