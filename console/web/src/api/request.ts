import { operator } from './operator.js';

/** A refusal or failure. `status` is 0 if the node could not be reached at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** The operator's token is not there, or is another one. */
  get needsOperator(): boolean {
    return this.status === 401;
  }
}

const BASE = `${import.meta.env.BASE_URL}api/`;
const TIMEOUT_MS = 20_000;

/** Reads from the console's API. Query values that are absent or empty are left out. Throws {@link ApiError}. */
export function read<T>(path: string, query: Record<string, string | number | undefined> = {}, signal?: AbortSignal): Promise<T> {
  return asOperator((authorized) => ask<T>(BASE + path + search(query), { headers: authorized, ...(signal ? { signal } : {}) }));
}

/** Reads a JSON document from elsewhere on the node, such as the dev inbox. Throws {@link ApiError}. */
export function readFrom<T>(address: string): Promise<T> {
  return ask<T>(address, {});
}

/** Changes something, in the operator's name if there is a token. Throws {@link ApiError}. */
export function change<T>(path: string, body: unknown): Promise<T> {
  return asOperator((authorized) =>
    ask<T>(BASE + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...authorized },
      body: JSON.stringify(body),
    }),
  );
}

/** Asks with the operator's token if there is one; once more if the node has another one since. */
async function asOperator<T>(request: (authorized: Record<string, string>) => Promise<T>): Promise<T> {
  const authorized = (token: string | null) => (token ? { Authorization: `Bearer ${token}` } : {}) as Record<string, string>;
  await operator.learn();
  const token = operator.token();
  try {
    return await request(authorized(token));
  } catch (failure) {
    if (!(failure instanceof ApiError) || failure.status !== 401) {
      throw failure;
    }
    operator.unlearn();
    await operator.learn();
    if (operator.token() === token) {
      throw failure;
    }
    return request(authorized(operator.token()));
  }
}

/** A path of segments that come from events: each one is escaped. */
export function path(...segments: (string | number)[]): string {
  return segments.map((segment) => encodeURIComponent(segment)).join('/');
}

function search(query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`;
}

async function ask<T>(address: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    response = await fetch(address, { cache: 'no-store', ...init, signal });
  } catch (failure) {
    if (init.signal?.aborted) {
      throw failure;
    }
    throw new ApiError(0, 'network', 'the node does not answer');
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const error = (body as { error?: { code?: string; message?: string } } | null)?.error;
    throw new ApiError(response.status, error?.code ?? 'error', error?.message ?? `the node answered ${response.status}`);
  }
  if (body === null) {
    throw new ApiError(response.status, 'not_json', 'the node answered something else than JSON');
  }
  return body as T;
}
