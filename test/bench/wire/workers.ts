// One worker beside two, the load generator counted out.
import { readFileSync } from 'node:fs';
import { spreadOf, timesOf } from '../latency.js';
import { line, type Section, told } from '../report.js';
import { type FrontierOptions, startFrontier } from './frontier.js';
import { CONNECTIONS, loadGrpc } from './load.js';
import { LOAD_CORE, SERVER_CORE } from './tools.js';

export interface WorkersOptions extends Pick<FrontierOptions, 'databaseUrl' | 'size' | 'grant'> {
  readonly rounds: number;
  readonly seconds: number;
}

const CORES = [SERVER_CORE, LOAD_CORE];
const LEAST_TIMES = 1.7;
/** Until all is compiled in each of them. */
const WARM_UP_SECONDS = 3;

export async function measureWorkers({ rounds, seconds, ...options }: WorkersOptions): Promise<Section> {
  const services: Service[] = [];
  try {
    for (const cores of [[SERVER_CORE], [LOAD_CORE], CORES]) services.push(await startService(options, cores));
    for (const { measure } of services) await measure(WARM_UP_SECONDS);
    for (let round = 0; round < rounds; round += 1)
      for (const { measure, measured } of services) measured.push(await measure(seconds));
    return sectionOf(services, `${rounds} rounds of ${seconds} s`);
  } finally {
    for (const { stop } of services) await stop();
  }
}

/** So many workers as cores, which they share with their load. */
interface Service {
  readonly name: string;
  readonly measured: Rates[];
  measure(seconds: number): Promise<Rates>;
  stop(): Promise<void>;
}

/** Calls a second: on the clock, and of the processor time of the service, supervisor and all. */
interface Rates {
  readonly ofClock: number;
  readonly ofProcessor: number;
}

async function startService(
  options: Pick<FrontierOptions, 'databaseUrl' | 'size' | 'grant'>,
  cores: readonly number[],
): Promise<Service> {
  const environment = { FRONTIER_WORKERS: String(cores.length) };
  const { server, targets } = await startFrontier({ ...options, cores, warmQuestions: 0, environment });
  return {
    name: cores.length === 1 ? `1 worker, core ${cores}` : `${cores.length} workers, cores ${cores.join(' and ')}`,
    measured: [],
    async measure(seconds) {
      // So that each worker has as much at once, whatever their number.
      const load = { seconds, warmUpSeconds: 0, loadCores: cores, connections: cores.length * CONNECTIONS };
      const before = processorSeconds(server.child.pid);
      const { perSecond } = await loadGrpc(targets.bearer, { inFlight: 'many', ...load });
      const taken = processorSeconds(server.child.pid) - before;
      return { ofClock: perSecond, ofProcessor: (perSecond * seconds) / taken };
    },
    stop: () => server.stop(),
  };
}

function sectionOf(services: readonly Service[], rounds: string): Section {
  const clock = services.map(({ measured }) => measured.map(({ ofClock }) => ofClock));
  const processor = services.map(({ measured }) => measured.map(({ ofProcessor }) => ofProcessor));
  // On two cores there are two seconds of processor time in one.
  const times = 2 * timesOne(processor);
  return {
    title: 'Workers',
    about: [
      '`ours: Bearer` with 128 in flight at each worker, over 4 connections. The load generator needs a core, too, and there are but two:',
      'so workers share their cores with their load, alone or together, and what is compared is how many calls were answered in a second',
      'of processor time that the service took, supervisor and all, which counts the load generator out; what the clock says, it included,',
      'is beside it. A worker alone is measured on either core, for they need not be equally fast.',
      `By turns, ${rounds}: two workers beside the mean of the single ones, the median of the ratios of all rounds.`,
    ].join(' '),
    columns: ['', 'calls a second of processor time', 'times one worker', 'calls a second', 'times one worker'],
    lines: services.map(({ name }, index) => {
      const [byProcessor, byClock] = [processor, clock].map((rates) => told(spreadOf(rates[index] ?? []))) as Pair;
      return index < 2
        ? line([name, byProcessor, '', byClock, ''])
        : line(
            [name, byProcessor, times.toFixed(2), byClock, timesOne(clock).toFixed(2)],
            `${times >= LEAST_TIMES ? 'ok' : 'MISS'}, ≥ ${LEAST_TIMES} of the processor`,
          );
    }),
  };
}

type Pair = [string, string];

/** The third beside the mean of the first and the second. */
function timesOne([first = [], second = [], both = []]: readonly (readonly number[])[]): number {
  const mean = first.map((rate, round) => (rate + (second[round] as number)) / 2);
  return timesOf(both, mean);
}

/** Ticks of /proc are hundredths of a second. */
const TICKS = 100;

/** What the process and its children took so far. */
function processorSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  const own = (Number(fields[11]) + Number(fields[12])) / TICKS;
  return children.reduce((sum, child) => sum + processorSeconds(Number(child)), own);
}
