import { inject } from 'vitest';

/** Where the node under test is, and whether it is one in `dev`. */
export const base: string = process.env.MILEPOST_URL?.replace(/\/$/, '') ?? inject('stub');

/** Whether a node of its own answers, and not the stub. */
export const real = process.env.MILEPOST_URL !== undefined;

export const at = (hash: string) => `${base}/console/${hash}`;
