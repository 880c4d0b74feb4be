// The door of telemetry.
export { createBatch } from './batch.js';
export { type CallRecord, callLog } from './call-log.js';
export { createLogger, type LogFields, type Logger } from './logger.js';
export { maskSecrets } from './mask.js';
export { createMetrics, type Metrics } from './metrics.js';
export { addUpWorkers } from './worker-metrics.js';
