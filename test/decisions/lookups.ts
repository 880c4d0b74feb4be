// Lookups asked page by page to the end, and what the naive evaluator answers to the same.
import type { Decisions } from '../../src/decisions/decisions.js';
import { ANY_REVISION } from '../../src/decisions/feed/freshness.js';
import type { LookupLimits } from '../../src/decisions/lookup/limits.js';
import { lookupResources } from '../../src/decisions/lookup/lookup-resources.js';
import { lookupSubjects } from '../../src/decisions/lookup/lookup-subjects.js';
import type { Page } from '../../src/decisions/lookup/page.js';
import type { LookupStore } from '../../src/decisions/lookup/store.js';
import { parseObjectRef } from '../../src/kernel/object-ref.js';
import { evaluate, typeOf } from './naive/evaluator.js';
import type { Model } from './naive/model.js';

export interface Lookups {
  readonly decisions: Decisions;
  readonly lookups: LookupStore;
}

/** Limits so low that nearly every look is cut short. */
export const CUT_SHORT: LookupLimits = { groups: 2, policies: 3, folders: 2, subtree: 2, rows: 4, rowsOfPlace: 1 };

/** On which objects of a type. */
export interface WhichObjects {
  readonly principal: string;
  readonly permission: string;
  readonly namespace: string;
}

/** Which principals of a kind. */
export interface WhichSubjects {
  readonly object: string;
  readonly permission: string;
  readonly namespace: 'app/user' | 'app/serviceuser';
}

export type LookupQuestion = WhichObjects | WhichSubjects;

export function readPage(
  deps: Lookups,
  question: LookupQuestion,
  page: { size: number; token?: string },
): Promise<Page> {
  const { permission } = question;
  const paging = { pageSize: page.size, pageToken: page.token ?? '' };
  if ('principal' in question) return lookupResources(deps, { ...question, permission, paging }, ANY_REVISION);
  const object = parseObjectRef(question.object, 'resource');
  return lookupSubjects(deps, { ...question, object, paging }, ANY_REVISION);
}

/** All pages; `between` is called before each page but the first. */
export async function readAll(
  deps: Lookups,
  question: LookupQuestion,
  { size, between }: { size: number; between?: () => Promise<unknown> },
): Promise<readonly string[]> {
  const keys: string[] = [];
  for (let token = '', pages = 0; pages === 0 || token !== ''; pages += 1) {
    if (pages > 10_000) throw new Error('a lookup does not end');
    if (pages > 0) await between?.();
    const page = await readPage(deps, question, { size, token });
    if (page.keys.length > size) throw new Error('a page holds more than was asked for');
    keys.push(...page.keys);
    token = page.nextPageToken;
  }
  return keys;
}

/** What the rules answer, by id. */
export function naiveLookup(model: Model, question: LookupQuestion): readonly string[] {
  const { namespace, permission } = question;
  const candidates = [...model.nodes.values()].map(({ key }) => key).filter((key) => typeOf(key) === namespace);
  return candidates
    .filter((key) => {
      const [principal, object] = 'principal' in question ? [question.principal, key] : [key, question.object];
      return evaluate(model, principal, permission, object) === 'allowed';
    })
    .sort();
}
