// One worker beside two: what a core of theirs answers, so that the load generator, which needs cores, too, does not count.
import { readFileSync } from 'node:fs';
import { spreadOf, timesOf } from '../latency.js';
import { line, type Section, short, told } from '../report.js';
import { type Frontier, type FrontierOptions, startFrontier } from './frontier.js';
import { type LoadOptions, loadGrpc } from './load.js';
import { LOAD_CORE, SERVER_CORE } from './tools.js';

export interface WorkersOptions extends Pick<FrontierOptions, 'databaseUrl' | 'size' | 'grant'> {
  readonly rounds: number;
  readonly seconds: number;
}

const BOTH = [SERVER_CORE, LOAD_CORE];
/** Of a worker, so that each has as much at once whatever their number. */
const CONNECTIONS = 4;
const LEAST_TIMES = 1.7;
/** Until all is compiled in each of them. */
const WARM_UP_SECONDS = 3;

export async function measureWorkers({ rounds, seconds, ...options }: WorkersOptions): Promise<Section> {
  const start = (workers: number, cores: readonly number[]) =>
    startFrontier({ ...options, cores, warmQuestions: 0, environment: { FRONTIER_WORKERS: String(workers) } });
  const one = await start(1, [SERVER_CORE]);
  const two = await start(2, BOTH);
  try {
    const perCore: [number[], number[]] = [[], []];
    const measure = async (length: number) => [
      await answersOfACore(one, { connections: CONNECTIONS, loadCores: [LOAD_CORE], seconds: length }),
      await answersOfACore(two, { connections: 2 * CONNECTIONS, loadCores: BOTH, seconds: length }),
    ];
    await measure(WARM_UP_SECONDS);
    for (let round = 0; round < rounds; round += 1) {
      const measured = await measure(seconds);
      perCore.forEach((list, index) => void list.push(measured[index] as number));
    }
    const [ofOne, ofTwo] = perCore.map(spreadOf) as [Spread, Spread];
    const times = 2 * timesOf(perCore[1], perCore[0]);
    return {
      title: 'Workers',
      about: [
        '`ours: Bearer` with 128 in flight at each worker, over 4 connections. There are but two cores, and the load generator needs one of them, so what is compared is',
        'how many calls were answered in a second of processor time that the service took (supervisor and all): two workers on two',
        'cores of their own answer twice theirs. The single one has core 0 and the load comes from core 1; the two and their load share both.',
        `Measured by turns, ${rounds} rounds of ${seconds} s; the two beside the one: the median of their ratios round by round.`,
      ].join(' '),
      columns: ['', 'calls a second of processor time', 'on as many cores', 'times one worker'],
      lines: [
        line(['1 worker', told(ofOne), short(ofOne.median), '']),
        line(
          ['2 workers', told(ofTwo), short(2 * ofTwo.median), times.toFixed(2)],
          `${times >= LEAST_TIMES ? 'ok' : 'MISS'}, ≥ ${LEAST_TIMES}`,
        ),
      ],
    };
  } finally {
    await one.server.stop();
    await two.server.stop();
  }
}

type Spread = ReturnType<typeof spreadOf>;

async function answersOfACore(
  { server, targets }: Frontier,
  options: Pick<LoadOptions, 'connections' | 'loadCores' | 'seconds'>,
): Promise<number> {
  const { seconds } = options;
  const before = processorSeconds(server.child.pid);
  const { perSecond } = await loadGrpc(targets.bearer, { inFlight: 'many', warmUpSeconds: 0, ...options });
  return (perSecond * seconds) / (processorSeconds(server.child.pid) - before);
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
