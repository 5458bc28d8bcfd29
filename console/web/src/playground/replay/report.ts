/** An event as the report tells it from others: the same event if source and id are. */
export interface Told {
  id: string;
  source: string;
  type: string;
  channel: string;
}

/** An event that was published while the line was cut. */
export interface Missed extends Told {
  /** How often it came after the cut: once is right. */
  returned: number;
  replayed: boolean;
}

/** What became of one cut. */
export interface Report {
  /** Milliseconds since 1970. */
  cutAt: number;
  /** When the line was whole again; absent while it is cut. */
  mendedAt?: number;
  /** When the last channel was live again. */
  liveAt?: number;
  /** In the order in which they were published or came back; the first {@link MOST_TOLD} of them. */
  missed: Missed[];
  /** There are more, which are not followed one by one. */
  more: boolean;
  /** What the gateway said can no longer be had: `channel: reason`. */
  gaps: string[];
  /** Channels still to be caught up. */
  behind: string[];
}

/** Of a laptop that was asleep thousands may have been missed. */
export const MOST_TOLD = 2_000;

export const begun = (cutAt: number, channels: readonly string[]): Report => ({
  cutAt,
  missed: [],
  more: false,
  gaps: [],
  behind: [...channels],
});

export const mended = (report: Report, at: number): Report => ({ ...report, mendedAt: at });

/** Somebody with a whole line saw an event that this one has not had. Only what came during the cut counts. */
export function published(report: Report, event: Told): Report {
  return report.mendedAt !== undefined || find(report, event) >= 0
    ? report
    : told(report, { ...event, returned: 0, replayed: false });
}

/** The application was handed an event after the cut. What was neither missed nor replayed is news, and not of the report. */
export function returned(report: Report, event: Told, replayed: boolean): Report {
  const at = find(report, event);
  if (at < 0) {
    return replayed ? told(report, { ...event, returned: 1, replayed }) : report;
  }
  const missed = [...report.missed];
  missed[at] = { ...missed[at]!, returned: missed[at]!.returned + 1, replayed: missed[at]!.replayed || replayed };
  return { ...report, missed };
}

export function caughtUp(report: Report, channel: string, at: number): Report {
  if (report.liveAt !== undefined || report.mendedAt === undefined) {
    return report;
  }
  const behind = report.behind.filter((other) => other !== channel);
  return behind.length > 0 ? { ...report, behind } : { ...report, behind, liveAt: at };
}

export const lost = (report: Report, channel: string, reason: string): Report =>
  report.liveAt === undefined ? { ...report, gaps: [...report.gaps, `${channel}: ${reason}`] } : report;

/** The report in numbers. */
export function summary(report: Report): { missed: number; back: number; twice: number; open: number; done: boolean } {
  const back = report.missed.filter((event) => event.returned > 0).length;
  return {
    missed: report.missed.length,
    back,
    twice: report.missed.filter((event) => event.returned > 1).length,
    open: report.missed.length - back,
    done: report.liveAt !== undefined,
  };
}

function told(report: Report, event: Missed): Report {
  return report.missed.length < MOST_TOLD
    ? { ...report, missed: [...report.missed, event] }
    : { ...report, more: true };
}

function find(report: Report, { id, source }: Told): number {
  return report.missed.findIndex((event) => event.id === id && event.source === source);
}
