import type { PresenceMember, RealtimeService } from '../../src/types.js';

/** The far side of a provider: what a test makes happen there. */
export interface Far {
  /** Publishes an event. */
  publish(channel: string, event: string, data: unknown, identity?: { id: string; source: string }): void;
  /** Says who is present on a presence channel, beside the one who asks; who follows it hears who came and went. */
  present(channel: string, members: PresenceMember[]): void;
  /** Refuses who subscribes to the channel from now on. */
  forbid(channel: string): void;
  /** What clients have published. */
  sent(): { channel: string; event: string; data: unknown }[];
  /** Drops the connection. The service comes back by itself. */
  drop(): void;
  stop(): Promise<void>;
}

export interface Ends {
  service: RealtimeService;
  far: Far;
}
