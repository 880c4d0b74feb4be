// The door of config.
export type { DatabaseConfig } from './config.js';
