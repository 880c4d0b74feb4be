// The door of transport.
export type { Door } from './door.js';
export { createDoors, type DoorsDeps } from './doors.js';
export { createGrpcUnary, type GrpcUnary } from './grpc-unary.js';
export { createHealth, type Health, type HealthDeps, type Readiness } from './health/health.js';
export { createPipeline, type FinishedCall, type Invoke, type Method, type PipelineDeps } from './pipeline.js';
export { type Areas, join, methodsOf, streamMethodsOf } from './rpc.js';
export { type Address, createServer, type Server, type ServerDeps } from './server.js';
export { createStreamPipeline, type InvokeStream, type StreamPipelineDeps } from './stream-pipeline.js';
