/** How far a team is, as far as its events tell. */
export interface Walk {
  team: string;
  /** 0 to 1 of the way. */
  share: number;
  miles: number;
  /** Length of the way in miles. */
  target: number;
  /** The town reached last. */
  town?: string;
}

export type Walks = Readonly<Record<string, Walk>>;

/** The simulator's. */
export const TEAMS = ['otters', 'herons', 'badgers', 'swifts'] as const;

export const teamChannel = (team: string) => `team-${team}`;

/** Takes an event into account; one that says nothing of a team's way leaves everything as it was. */
export function walked(walks: Walks, type: string, data: unknown): Walks {
  const said = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  const team = said.teamId;
  if (typeof team !== 'string') {
    return walks;
  }
  if (type === 'goal-updated' && isNumber(said.progress) && isNumber(said.target) && said.target > 0) {
    const share = Math.min(1, Math.max(0, said.progress / said.target));
    const town = walks[team]?.town;
    return { ...walks, [team]: { team, share, miles: said.progress, target: said.target, ...(town ? { town } : {}) } };
  }
  const before = walks[team];
  if (type === 'milestone-reached' && typeof said.name === 'string' && before) {
    return { ...walks, [team]: { ...before, town: said.name } };
  }
  return walks;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
