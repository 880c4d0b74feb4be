// Who may do something to an object: candidates from the store, each decided by the engine.
import type { ObjectRef } from '../../kernel/object-ref.js';
import { refKey } from '../../kernel/object-ref.js';
import type { SERVICE_USER, USER } from '../../kernel/principal.js';
import { type Freshness, freshEnough } from '../feed/freshness.js';
import { resolveObject, resolvePermission } from '../resolve-question.js';
import type { LookupDeps } from './lookup-resources.js';
import { type Page, type Paging, readPage } from './page.js';

export interface LookupSubjects {
  /** Organizations, projects and resources may be named by name. */
  readonly object: ObjectRef;
  /** Verb, slug or key. */
  readonly permission: string;
  readonly namespace: typeof USER | typeof SERVICE_USER;
  readonly paging: Paging;
}

/** Throws as a check does for the object and the permission, and invalid_argument for the page token. */
export async function lookupSubjects(deps: LookupDeps, asked: LookupSubjects, freshness: Freshness): Promise<Page> {
  const { decisions, lookups } = deps;
  const { namespace, paging } = asked;
  await freshEnough(decisions.feed, freshness);
  const object = await decisions.reader.settle(() => resolveObject(decisions.maps, asked.object, 'resource'));
  const { slug: permission } = await decisions.reader.settle(() =>
    resolvePermission(decisions.maps, asked.permission, asked.object.namespace),
  );
  const ref = { namespace: asked.object.namespace, id: object.slice(asked.object.namespace.length + 1) };
  return readPage(decisions, {
    cursor: ['subjects', object, permission, namespace],
    paging,
    look: (window) => lookups.subjects(ref, { permission, namespace }, window),
    questionFor: (id) => ({ principal: refKey({ namespace, id }), permission, object }),
    keyOf: (id) => refKey({ namespace, id }),
  });
}
