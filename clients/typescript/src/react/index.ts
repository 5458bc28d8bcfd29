export * from './RealtimeProvider.js';
export * from './pageToken.js';
export * from './types.js';
export * from './useWebSocket.js';
