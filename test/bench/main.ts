// Runs the benchmarks that are named, or all of them: `npm run bench -- decisions --quick`, `npm run bench -- decisions --part shapes`.
import { parseArgs } from 'node:util';
import { benchDecisions } from './decisions/bench.js';
import type { BenchOptions } from './options.js';
import { benchRevocation } from './revocation/bench.js';
import { benchWire } from './wire/bench.js';

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<void>>> = {
  decisions: benchDecisions,
  revocation: benchRevocation,
  wire: benchWire,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, part: { type: 'string' } },
});
for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) {
  const bench = BENCHES[name];
  if (bench === undefined)
    throw new Error(`there is no benchmark ${name}; there are: ${Object.keys(BENCHES).join(', ')}`);
  await bench(values);
}
