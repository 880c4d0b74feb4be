// The floor: what node:http2 alone does with the same messages, read whole and answered as gRPC answers.
import { createServer, type ServerHttp2Stream } from 'node:http2';
import { answerGiven, listenAndSay } from './say-listening.js';

const answer = answerGiven();
const HEADERS = { ':status': 200, 'content-type': 'application/grpc+proto' };

function sendOk(this: ServerHttp2Stream): void {
  this.sendTrailers({ 'grpc-status': '0' });
}

const server = createServer();
server.on('stream', (stream: ServerHttp2Stream) => {
  const chunks: Buffer[] = [];
  stream.on('error', () => {});
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    stream.respond(HEADERS, { waitForTrailers: true });
    stream.on('wantTrailers', sendOk);
    stream.end(answer);
  });
});
listenAndSay(server);
