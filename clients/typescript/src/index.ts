export * from './types.js';
export { createFromConfig } from './factory/createFromConfig.js';
export { createWebSocketService, type PusherAccess, type ServiceConfig } from './factory/createWebSocketService.js';
