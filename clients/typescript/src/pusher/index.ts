export * from './PusherConfig.js';
export * from './PusherWebSocketService.js';
