export * from './MockWebSocketService.js';
