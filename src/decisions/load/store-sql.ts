// The decision store on Postgres.
import type { ChangeKind, Database } from '../../storage/index.js';
import type { GrantRow } from '../engine/packed-grants.js';
import { MAX_CHANGES } from './load-columns-sql.js';
import { changesStatement, loadStatement } from './load-statement-sql.js';
import type { ChangesSince, DecisionStore, Loaded } from './store.js';

export function sqlDecisionStore(db: Database): DecisionStore {
  const [load, changes] = [loadStatement(db), changesStatement(db)];
  return {
    async load(wanted, since) {
      const { rows } = await db.executeQuery(load(wanted, since));
      return toLoaded(rows[0] as LoadedRow, since);
    },
    async changesSince(since) {
      const { rows } = await db.executeQuery(changes(since));
      return toChanges(rows[0] as FeedRow, since);
    },
    async residents() {
      const roles = await db.selectFrom('roles').select('id').execute();
      return { roles: roles.map(({ id }) => id) };
    },
  };
}

type GrantJson = [id: string, role: string | null, namespace: string, resource: string];

interface FeedRow {
  readonly revision: number;
  readonly oldest: number;
  readonly changes: readonly [revision: number, kind: ChangeKind, key: string][] | null;
}

interface LoadedRow extends FeedRow {
  readonly objects: readonly [key: string, parent: string | null, enabled: boolean][] | null;
  readonly identities: readonly [string, string[] | null, GrantJson[] | null, 'admin' | 'member' | null][] | null;
  readonly pairs: readonly [principal: string, object: string, grants: GrantJson[]][] | null;
  readonly reaches: readonly [string, string, [string, string | null, string, string, string][]][] | null;
  readonly roles: readonly [id: string, permissions: string[]][] | null;
  readonly permissions: readonly [slug: string, namespace: string][] | null;
  readonly names: readonly [key: string, id: string][] | null;
}

function toChanges({ revision, oldest, changes }: FeedRow, since: number): ChangesSince {
  const told = changes ?? [];
  const complete = told.length <= MAX_CHANGES && Number(oldest) <= since + 1;
  return {
    revision: Number(revision),
    changes: complete ? told.map(([at, kind, key]) => ({ revision: at, kind, key })) : undefined,
  };
}

function toLoaded(row: LoadedRow, since: number): Loaded {
  return {
    ...toChanges(row, since),
    objects: (row.objects ?? []).map(([key, parent, enabled]) => ({ key, parent: parent ?? undefined, enabled })),
    identities: (row.identities ?? []).map(([key, groups, grants, platform]) => ({
      key,
      groups: groups ?? undefined,
      grants: grants?.map(toGrant),
      platform: platform ?? undefined,
    })),
    pairs: (row.pairs ?? []).map(([principal, object, grants]) => ({ principal, object, grants: grants.map(toGrant) })),
    reaches: (row.reaches ?? []).map(([principal, object, reached]) => ({
      principal,
      object,
      inside: reached.some(([policyId]) => policyId === null),
      grants: reached
        .filter(([policyId]) => policyId !== null)
        .map(([id, role, namespace, resource, group]) => ({ ...toGrant([id, role, namespace, resource]), group })),
    })),
    roles: (row.roles ?? []).map(([id, permissions]) => ({ id, permissions })),
    permissions: (row.permissions ?? []).map(([slug, namespace]) => ({ slug, namespace })),
    names: (row.names ?? []).map(([key, id]) => ({ key, id })),
  };
}

function toGrant([policyId, roleId, resourceNamespace, resourceId]: GrantJson): GrantRow {
  return { policyId, roleId, resourceNamespace, resourceId };
}
