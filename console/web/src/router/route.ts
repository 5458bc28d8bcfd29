/** Where in the console somebody is, as it stands behind the `#` of the address. */
export interface Route {
  /** Path segments, unescaped: `['channels', 'team-otters']`. Empty at the door. */
  segments: string[];
  query: Record<string, string>;
}

/** Reads `#/channels/team-otters?before=x`. Bad escapes are taken as they stand. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = split(hash.replace(/^#/, ''));
  const segments = path.split('/').filter((segment) => segment !== '').map(unescape);
  return { segments, query: Object.fromEntries(new URLSearchParams(search)) };
}

/** Makes an address of segments that may hold anything; query values that are absent or empty are left out. */
export function href(segments: (string | number)[], query: Record<string, string | undefined> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
  return `#/${segments.map((segment) => encodeURIComponent(segment)).join('/')}${search}`;
}

/** The address of an event's page. */
export function eventHref(event: { id?: string; source?: string }, channel?: string): string | undefined {
  return event.id ? href(['events', event.id], { source: event.source, channel }) : undefined;
}

function split(path: string): [string, string] {
  const mark = path.indexOf('?');
  return mark < 0 ? [path, ''] : [path.slice(0, mark), path.slice(mark + 1)];
}

function unescape(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
