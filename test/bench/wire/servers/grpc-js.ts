// An echo on grpc-js, which is handed bytes and hands on bytes: no message is parsed.
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { CHECK_PATH } from '../paths.js';
import { answerGiven, sayPort } from './say-listening.js';

// Without the envelope, which the library writes.
const answer = answerGiven().subarray(5);
const asItIs = (bytes: Buffer) => bytes;

const server = new Server();
server.addService(
  {
    check: {
      path: CHECK_PATH,
      requestStream: false,
      responseStream: false,
      requestSerialize: asItIs,
      requestDeserialize: asItIs,
      responseSerialize: asItIs,
      responseDeserialize: asItIs,
    },
  },
  { check: (_: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => done(null, answer) },
);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  sayPort(port);
});
