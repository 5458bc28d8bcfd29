import type { CursorStore } from '../../types.js';

/**
 * Keeps places in the browser's local storage. Pages that share a key share their places, so give users keys of their own:
 * `localStorageCursors('milepost:' + userId)`.
 */
export function localStorageCursors(key = 'milepost:cursors'): CursorStore {
  return {
    load: () => JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, string>,
    save: (cursors) => localStorage.setItem(key, JSON.stringify(cursors)),
  };
}
