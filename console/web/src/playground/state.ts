import type { ConnectionStatus, PresenceMember } from '@milepost/client';
import type { Frame } from './frames/frames.js';
import type { Report } from './replay/report.js';
import type { Walks } from './walk/teams.js';

/** All that the playground shows. Never changed, only replaced. */
export interface State {
  /** Who is connected; absent before and after. */
  user?: string;
  status: ConnectionStatus;
  /** What is followed, and how many events came of each. */
  channels: Readonly<Record<string, number>>;
  /** The newest first. */
  frames: readonly Frame[];
  /** Where the teams are, as far as this page was told. */
  walks: Walks;
  /** Where they really are, as told by a second connection that is never cut. */
  ahead: Walks;
  /** When the line will be whole again, in milliseconds since 1970; absent while it is whole. */
  cutUntil?: number;
  /** What became of the last cut. */
  report?: Report;
  /** What was refused last. */
  refusal?: string;
  /** Who is on which channel, as far as it was asked. */
  members: Readonly<Record<string, PresenceMember[]>>;
}

export const EMPTY: State = {
  status: { state: 'disconnected', attempt: 0, delay: 0, quality: { missed: 0 } },
  channels: {},
  frames: [],
  walks: {},
  ahead: {},
  members: {},
};
