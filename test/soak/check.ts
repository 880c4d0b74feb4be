// One check, over REST or Connect, handed to the oracle.
import type { Seeded } from '../support/seeded.js';
import type { Answer } from './client.js';
import { failed, type Stage, someReplica } from './stage.js';

export interface Asked {
  readonly principal: string;
  readonly object: string;
  /** Empty: none is sent. */
  readonly token: string;
  readonly fullyConsistent?: boolean;
}

const PERMISSION = 'compute_order_get';

/** Whether it is allowed; undefined when there was no answer. */
export async function check(stage: Stage, asked: Asked, random: Seeded): Promise<boolean | undefined> {
  const { counts } = stage;
  const replica = await someReplica(stage, random);
  // What is asked fully consistent must show every write that was acknowledged before.
  const token = asked.fullyConsistent ? stage.newest : asked.token;
  const message = {
    subject: asked.principal,
    permission: PERMISSION,
    resource: asked.object,
    ...(asked.fullyConsistent ? { fully_consistent: true } : { at_least_revision: token }),
  };
  const answer = await (random.chance(0.5)
    ? stage.client.rest(replica.url, '/v1beta1/check', message)
    : stage.client.connect(replica.url, 'FrontierService/CheckPermission', message));
  if (answer.status !== 200) {
    failed(stage, 'check', answer);
    return undefined;
  }
  const allowed = answer.body['status'] === true;
  const { principal, object } = asked;
  const said = { outcome: outcomeOf(answer), revision: String(answer.body['revision']), replica: replica.name };
  stage.oracle.checked({ principal, permission: PERMISSION, object, token, ...said });
  counts.checks += 1;
  if (allowed) counts.allowed += 1;
  if (token !== '') counts.withToken += 1;
  return allowed;
}

function outcomeOf({ body }: Answer): string {
  return body['status'] === true ? 'allowed' : String(body['reason']);
}
