// Runs the benchmarks that are named, or all of them: `npm run bench -- decisions --quick`.
import { parseArgs } from 'node:util';
import { benchDecisions } from './decisions/bench.js';
import { benchRevocation } from './revocation/bench.js';
import { benchWire } from './wire/bench.js';

interface Options {
  /** So little that it shows no more than that everything runs. */
  readonly quick: boolean;
  /** One part of a benchmark that has several. */
  readonly part?: string | undefined;
}

const BENCHES: Readonly<Record<string, (options: Options) => Promise<void>>> = {
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
