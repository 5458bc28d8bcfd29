import type { CursorStore } from '../../types.js';

const STORE = 'cursors';

/** Keeps places in the browser's IndexedDB, where workers reach them too. As with local storage, give users keys of their own. */
export function indexedDbCursors(key = 'cursors', database = 'milepost'): CursorStore {
  let opened: Promise<IDBDatabase> | undefined;
  const open = () =>
    (opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(database, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    }));
  return {
    load: async () => (await done((await open()).transaction(STORE).objectStore(STORE).get(key))) ?? {},
    save: async (cursors) => {
      await done((await open()).transaction(STORE, 'readwrite').objectStore(STORE).put(cursors, key));
    },
  };
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
