// The floor of REST: what node:http alone does with the same JSON, read, parsed, and answered.
import { createServer } from 'node:http';
import { answerGiven, listenAndSay } from './say-listening.js';

const answer: unknown = JSON.parse(answerGiven().toString());

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    const text = JSON.stringify(answer);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
});
listenAndSay(server);
