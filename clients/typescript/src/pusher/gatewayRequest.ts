import { RealtimeError } from '../types.js';

const TIMEOUT = 15_000;
const CODES: Record<number, string> = { 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 413: 'too_large', 429: 'rate_limited' };

/** `https://host/api/x` for `wss://host/ws` and `/api/x`. */
export function gatewayAddress(apiUrl: string, path: string): string {
  return apiUrl.replace(/^ws/, 'http').replace(/[?#].*$/, '').replace(/\/+$/, '').replace(/\/ws$/, '') + path;
}

/**
 * Posts and gives the JSON that is answered. Rejects with the code that the answer tells, else one by its status; `network` if
 * there was no answer, `timeout` if there was none within 15 s.
 */
export async function post(
  address: string,
  token: string,
  body: { type: string; text: string },
  fetchImpl: typeof fetch = globalThis.fetch,
): Promise<unknown> {
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(), TIMEOUT);
  try {
    const headers: Record<string, string> = { 'Content-Type': body.type };
    if (token) headers.Authorization = `Bearer ${token}`;
    const response = await fetchImpl(address, { method: 'POST', headers, body: body.text, signal: aborter.signal });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw refusal(response.status, answer);
    return answer;
  } catch (error) {
    if (error instanceof RealtimeError) throw error;
    if (aborter.signal.aborted) throw new RealtimeError('timeout', `no answer within ${TIMEOUT / 1000} s`);
    throw new RealtimeError('network', 'the request did not get through');
  } finally {
    clearTimeout(timer);
  }
}

function refusal(status: number, answer: unknown): RealtimeError {
  const error = (answer as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  const code = typeof error?.code === 'string' ? error.code : (CODES[status] ?? (status >= 500 ? 'unavailable' : 'refused'));
  return new RealtimeError(code, typeof error?.message === 'string' ? error.message : `answered with status ${status}`);
}
