// One write, to whichever replica is up, until it is acknowledged; and its true revision when an answer got lost on the way.
import type { Seeded } from '../support/seeded.js';
import type { Answer } from './client.js';
import type { Slot } from './scene.js';
import { failed, pause, type Stage, someReplica } from './stage.js';

const RETRY_MS = 100;

/** Makes the slot so or not so; answers the revision. Nobody else writes the slot meanwhile. */
export async function writeSlot(stage: Stage, slot: Slot, { so, random }: Wish): Promise<string> {
  const { rpc, message } = slot.write(so);
  let lost = false;
  for (;;) {
    const replica = await someReplica(stage, random);
    const answer = await stage.client.connect(replica.url, rpc, message);
    if (answer.status === 200)
      return settled(stage, slot, { so, revision: await revisionOf(stage, slot, { answer, lost }) });
    failed(stage, 'write', answer);
    if (isRefused(answer)) throw new Error(`a write was refused: ${rpc} ${JSON.stringify([message, answer])}`);
    // It may have been done all the same.
    lost = true;
    stage.counts.writtenAgain += 1;
    await pause(RETRY_MS);
  }
}

export interface Wish {
  readonly so: boolean;
  readonly random: Seeded;
}

interface Acknowledged {
  readonly answer: Answer;
  readonly lost: boolean;
}

/** The first change told since the slot was written last: the write of which the answer was lost, or the one sent again. */
async function revisionOf(stage: Stage, slot: Slot, { answer, lost }: Acknowledged): Promise<string> {
  const acknowledged = String(answer.body['revision']);
  if (!lost) return acknowledged;
  const separator = slot.change.indexOf(' ');
  const { rows } = await stage.store.query<{ revision: string | null }>(
    'select min(revision)::text as revision from changes where kind = $1 and key = $2 and revision > $3 and revision <= $4',
    [
      slot.change.slice(0, separator),
      slot.change.slice(separator + 1),
      Number(stage.now.get(slot.change)?.revision ?? stage.opening),
      Number(acknowledged),
    ],
  );
  return (rows[0]?.revision ?? acknowledged).padStart(acknowledged.length, '0');
}

function settled(stage: Stage, slot: Slot, { so, revision }: { so: boolean; revision: string }): string {
  stage.now.set(slot.change, { so, revision });
  stage.oracle.written({ revision, facts: [slot.fact(so)] });
  stage.counts.writes += 1;
  if (revision > stage.newest) stage.newest = revision;
  return revision;
}

/** A client's fault in Connect's terms: never that of a replica that is killed or cut off. */
function isRefused({ status }: Answer): boolean {
  return status === 400 || status === 403 || status === 404 || status === 409;
}
