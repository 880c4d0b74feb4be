// A soak: replicas on one Postgres, changed and asked at random and broken on purpose, and an oracle that misses no contradiction.
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { systemClock } from '../../src/kernel/clock.js';
import { systemRandom } from '../../src/kernel/random.js';
import { seedBuiltIns } from '../../src/permissions/index.js';
import { newestRevision, openDatabase } from '../../src/storage/index.js';
import { check } from './check.js';
import { createClient } from './client.js';
import { breaking } from './faults.js';
import type { SoakOptions } from './options.js';
import { createOracle } from './oracle.js';
import { type SoakRedis, startSoakRedis } from './redis.js';
import { createReplica } from './replica.js';
import { createScene, type Scene, type Slot } from './scene.js';
import { type Counts, newCounts, pause, type Stage, seedsFrom } from './stage.js';
import { checker, newEnemy, type Task, writer } from './tasks.js';

export interface SoakResult {
  readonly counts: Counts;
  readonly seconds: number;
  /** Every contradiction, and whatever else must not happen; empty when all is well. */
  readonly problems: readonly string[];
}

const ENEMIES = 2;
/** Too slow a machine to get to the wanted number of checks. */
const MOST_TIMES_LONGER = 10;

/** `databaseUrl` names an empty, migrated database that nobody else uses. Throws when the replicas do not start. */
export async function soak(databaseUrl: string, options: SoakOptions): Promise<SoakResult> {
  const redis = options.redis ? await startSoakRedis() : undefined;
  const store = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: 'soak' });
  store.on('error', () => undefined);
  const administrator = { id: randomUUID(), secret: randomBytes(32).toString('hex') };
  const client = createClient(`Basic ${Buffer.from(`${administrator.id}:${administrator.secret}`).toString('base64')}`);
  const environment = environmentOf({ databaseUrl, redis, administrator });
  const replicas = Array.from({ length: options.replicas }, (_, number) => createReplica(`r${number}`, environment));
  try {
    const { scene, opening } = await open(databaseUrl);
    // One first: it makes the administrator, whom the others find.
    for (const replica of replicas) await replica.start();
    const oracle = createOracle(scene.world.facts);
    const common = { replicas, client, oracle, store, opening, newest: opening };
    const stage: Stage = { ...common, random: seedsFrom(options.seed)(), counts: newCounts(), now: new Map() };
    return await run(stage, scene, { ...options, server: redis });
  } finally {
    client.close();
    await Promise.all(replicas.map((replica) => replica.kill()));
    await store.end();
    await redis?.stop();
  }
}

interface Surroundings {
  readonly databaseUrl: string;
  readonly redis: SoakRedis | undefined;
  readonly administrator: { readonly id: string; readonly secret: string };
}

function environmentOf({ databaseUrl, redis, administrator }: Surroundings): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: databaseUrl,
    ...(redis !== undefined && { REDIS_URL: redis.url }),
    FRONTIER_LISTEN: '127.0.0.1:0',
    FRONTIER_ISSUER: 'https://frontier.test',
    FRONTIER_MASTER_KEY: randomBytes(32).toString('base64'),
    FRONTIER_BOOTSTRAP_CLIENT_ID: administrator.id,
    FRONTIER_BOOTSTRAP_CLIENT_SECRET: administrator.secret,
    FRONTIER_LOG_LEVEL: 'error',
    FRONTIER_LOG_FORMAT: 'json',
  };
}

async function open(databaseUrl: string): Promise<{ scene: Scene; opening: string }> {
  const db = await openDatabase({ kind: 'postgres', url: databaseUrl });
  try {
    await seedBuiltIns({ db, clock: systemClock, random: systemRandom });
    const scene = await createScene(db, ENEMIES);
    return { scene, opening: await newestRevision(db) };
  } finally {
    await db.destroy();
  }
}

type Plan = SoakOptions & { readonly server: SoakRedis | undefined };

async function run(stage: Stage, scene: Scene, plan: Plan): Promise<SoakResult> {
  const tasks = tasksOf(stage, scene, plan);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  const isDone = () => seconds() >= plan.seconds && stage.counts.checks >= plan.checks;
  const isTooLong = () => seconds() >= plan.seconds * MOST_TIMES_LONGER;
  const problems: string[] = [];
  while (problems.length === 0 && !isDone()) {
    if (isTooLong()) problems.push(`only ${stage.counts.checks} checks in ${Math.round(seconds())} s`);
    else problems.push(...(await round(stage, tasks, plan.roundSeconds)));
    plan.onRound?.(stage.counts);
  }
  return { counts: stage.counts, seconds: seconds(), problems };
}

function tasksOf(stage: Stage, scene: Scene, plan: Plan): readonly Task[] {
  const next = seedsFrom(plan.seed);
  const taken = new Set<Slot>();
  return [
    ...Array.from({ length: plan.writers }, () => writer(stage, scene, { random: next(), taken })),
    ...Array.from({ length: plan.checkers }, () => checker(stage, scene, next())),
    ...scene.enemies.map((enemy) => newEnemy(stage, enemy, next())),
    breaking(stage, { faults: plan.faults, seconds: plan.faultSeconds, redis: plan.server, random: next() }),
  ];
}

/** All go on for so long and then come to rest, so that every write is known when the answers are looked at. */
async function round(stage: Stage, tasks: readonly Task[], seconds: number): Promise<readonly string[]> {
  const from = stage.newest;
  await atLeast(stage, from);
  const ends = performance.now() + seconds * 1_000;
  let stopped = false;
  const ended = await Promise.allSettled(
    tasks.map((task) =>
      task(() => stopped || performance.now() >= ends).catch((error: unknown) => {
        stopped = true;
        throw error;
      }),
    ),
  );
  const thrown = ended.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
  const fallen = stage.replicas.flatMap((replica) => replica.fell() ?? []);
  return [...thrown, ...fallen, ...stage.oracle.contradictions(from)];
}

/** Brings every replica to that revision. */
async function atLeast(stage: Stage, revision: string): Promise<void> {
  const anyone = { principal: NOBODY, object: NOTHING, token: revision };
  for (const replica of stage.replicas)
    while ((await check({ ...stage, replicas: [replica] }, anyone, stage.random)) === undefined) await pause(50);
}

const NOBODY = 'app/user:00000000-0000-4000-8000-000000000000';
const NOTHING = 'compute/order:00000000-0000-4000-8000-000000000000';
