import { RealtimeError } from '../types.js';

/**
 * A token for the user who is signed in to the page, from `/api/auth/ws-token` on the page's own origin; the cookie that says
 * who it is stays where scripts cannot read it. Rejects with `unauthenticated` if nobody is signed in.
 */
export async function pageToken(): Promise<string> {
  const response = await fetch('/api/auth/ws-token', { credentials: 'same-origin', headers: { Accept: 'application/json' } });
  const answer = (await response.json().catch(() => null)) as { token?: unknown } | null;
  if (response.ok && typeof answer?.token === 'string') return answer.token;
  const code = response.status === 401 || response.status === 403 ? 'unauthenticated' : 'unavailable';
  throw new RealtimeError(code, `/api/auth/ws-token answered with status ${response.status} and no token`);
}
