#!/usr/bin/env node
// Runs the service as built: `npm ci` and `npm start` build it, `npm run build` by itself. `node --enable-source-maps` names the
// sources in stack traces, for 12 MB more.
await import('../dist/main.js');
