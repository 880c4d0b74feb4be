// The metrics of all workers as one: whichever of them is asked has the supervisor ask all, and answers the sum.
import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue, type Registry } from 'prom-client';

type Metrics = readonly MetricObjectWithValues<MetricValue<string>>[];

/** Between a worker and its supervisor. */
type Message =
  /** From a worker: from now on it can be asked. */
  | { readonly metrics: 'here' }
  /** From a worker: what is the sum? */
  | { readonly metrics: 'sum?'; readonly id: number }
  | { readonly metrics: 'sum'; readonly id: number; readonly text: string }
  /** From the supervisor: what are yours? */
  | { readonly metrics: 'own?'; readonly id: number }
  | { readonly metrics: 'own'; readonly id: number; readonly own: Metrics };

/** A worker that does not answer in time is left out. */
const PATIENCE_MS = 2_000;

/** What a worker answers in place of its own; undefined in a process that is none. */
export function sumOfWorkers(registry: Registry): (() => Promise<string>) | undefined {
  if (!cluster.isWorker) return undefined;
  const waiting = new Map<number, (text: string) => void>();
  let asked = 0;
  const tell = (message: Message) => process.connected && process.send?.(message);
  process.on('message', (message: Message) => {
    if (message.metrics === 'sum') {
      waiting.get(message.id)?.(message.text);
      waiting.delete(message.id);
    }
    if (message.metrics !== 'own?') return;
    const { id } = message;
    void registry.getMetricsAsJSON().then((own) => tell({ metrics: 'own', id, own: own as Metrics }));
  });
  tell({ metrics: 'here' });
  return () =>
    new Promise((resolve) => {
      const id = ++asked;
      waiting.set(id, resolve);
      tell({ metrics: 'sum?', id });
      // One's own are better than none, should the supervisor not answer.
      setTimeout(() => waiting.delete(id) && resolve(registry.metrics()), 2 * PATIENCE_MS).unref();
    });
}

/** In the supervisor, once: answers workers that ask for the sum. */
export function addUpWorkers(): void {
  const here = new Set<Worker>();
  const collecting = new Map<number, (own: Metrics) => void>();
  let asked = 0;

  function own(worker: Worker): Promise<Metrics> {
    const id = ++asked;
    const given = new Promise<Metrics>((resolve) => {
      collecting.set(id, resolve);
      setTimeout(resolve, PATIENCE_MS, []).unref();
      worker.send({ metrics: 'own?', id } satisfies Message, (error) => error && resolve([]));
    });
    return given.finally(() => collecting.delete(id));
  }

  async function sum(): Promise<string> {
    const parts = await Promise.all([...here].filter((worker) => worker.isConnected()).map(own));
    return AggregatorRegistry.aggregate(parts as never).metrics();
  }

  cluster.on('exit', (worker) => here.delete(worker));
  cluster.on('message', (worker, message: Message) => {
    if (message.metrics === 'here') here.add(worker);
    if (message.metrics === 'own') collecting.get(message.id)?.(message.own);
    if (message.metrics !== 'sum?') return;
    const { id } = message;
    void sum().then((text) => worker.isConnected() && worker.send({ metrics: 'sum', id, text } satisfies Message));
  });
}
