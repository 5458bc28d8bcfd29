export * from './types.js';
export { createFromConfig } from './factory/createFromConfig.js';
export { createWebSocketService, type PusherAccess, type ServiceConfig } from './factory/createWebSocketService.js';
export type * from './generated/events.js';
export type { Frames } from './generated/frames.js';
