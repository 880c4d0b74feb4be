// The door of transport.
export type { Door } from './door.js';
export { createHealth, type Health, type HealthDeps, type Readiness } from './health/health.js';
export type { FinishedCall, Invoke, Method, PipelineDeps } from './pipeline.js';
export { createPort, type PortDeps } from './port.js';
export { type Areas, join } from './rpc.js';
export type { Address, Server } from './server.js';
