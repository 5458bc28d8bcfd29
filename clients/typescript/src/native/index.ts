export { NativeWebSocketService } from './NativeWebSocketService.js';
export { deviceCursors, type DeviceCursors } from './stores/device.js';
export { indexedDbCursors } from './stores/indexedDb.js';
export { localStorageCursors } from './stores/localStorage.js';
