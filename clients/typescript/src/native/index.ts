export { NativeWebSocketService } from './NativeWebSocketService.js';
export { indexedDbCursors } from './stores/indexedDb.js';
export { localStorageCursors } from './stores/localStorage.js';
