// The door of config.
export type {
  AccessTokenType,
  Config,
  ConfigContext,
  ConfigResult,
  DatabaseConfig,
  LimitsConfig,
  LogFormat,
  LogLevel,
} from './config.js';
export { readConfig } from './config.js';
export { parseDuration } from './duration.js';
export { type Environment, readEnvironment } from './env.js';
export { type ListenAddress, localUrl } from './listen-address.js';
export { type MasterKeySource, openMasterKey } from './master-key.js';
export type { PortConfig } from './port-config.js';
export type { Rate } from './rate.js';
export { parseRedisAddress, type RedisAddress } from './redis-address.js';
export { SETTINGS, type SettingText } from './settings.js';
