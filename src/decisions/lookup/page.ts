// A page of a lookup: looks for candidates, has the engine decide them, goes on until the page is full.
import { formatRevision } from '../../storage/index.js';
import type { Decisions } from '../decisions.js';
import type { Question } from '../engine/decision.js';
import { MISSING } from '../engine/engine.js';
import { type CursorQuestion, pageToken, positionOf } from './cursor.js';
import type { Candidates, Window } from './store.js';

export interface Paging {
  /** 1 to 1,000. */
  readonly pageSize: number;
  /** Empty: the first page. */
  readonly pageToken: string;
}

export interface Page {
  /** Keys, by id. */
  readonly keys: readonly string[];
  /** Empty: this was the last. */
  readonly nextPageToken: string;
  /** All that held at this revision, and still did when it was decided, is on the pages; nothing that did not hold then or later. */
  readonly revision: string;
}

export interface PageRequest {
  readonly cursor: CursorQuestion;
  readonly paging: Paging;
  look(window: Window): Promise<Candidates>;
  /** What to decide for a candidate. */
  questionFor(id: string): Question;
  /** What to answer for it. */
  keyOf(id: string): string;
}

/** Looks of one call: with none but denied candidates in them, the page is answered as it is. */
const MOST_LOOKS = 3;
const FAR_CANDIDATES = 1_000;

/** Throws invalid_argument for a page token that is not of this question. */
export async function readPage(decisions: Decisions, request: PageRequest): Promise<Page> {
  const { cursor, paging } = request;
  const allowed: string[] = [];
  let position = positionOf(paging.pageToken, cursor);
  let revision: string | undefined;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const wanted = paging.pageSize - allowed.length;
    // One more than wanted, to know whether a full page is the last.
    const limit = looks === 0 ? wanted + 1 : Math.max(wanted + 1, FAR_CANDIDATES);
    const candidates = await request.look({ after: position, limit, far: looks > 0 });
    revision ??= formatRevision(candidates.revision);
    if (decisions.feed.applied() < candidates.revision) await decisions.feed.catchUp();
    const { until, found } = await take(decisions, request, { candidates, wanted });
    allowed.push(...found);
    position = until;
    if (position === undefined || allowed.length === paging.pageSize) break;
  }
  return {
    keys: allowed.map(request.keyOf),
    nextPageToken: position === undefined ? '' : pageToken(cursor, position),
    revision: revision as string,
  };
}

interface Taken {
  readonly found: readonly string[];
  /** Up to where candidates were decided; undefined: there are no more. */
  readonly until: string | undefined;
}

/** The first of the candidates that are allowed. */
async function take(
  decisions: Decisions,
  { questionFor }: PageRequest,
  { candidates, wanted }: { readonly candidates: Candidates; readonly wanted: number },
): Promise<Taken> {
  const { ids, until } = candidates;
  const found: string[] = [];
  const together = decidedTogether(decisions);
  for (let from = 0; from < ids.length; from += together) {
    const some = ids.slice(from, from + together);
    const outcomes = await decideAll(decisions, some.map(questionFor));
    for (const [index, id] of some.entries()) {
      if (outcomes[index] !== 'allowed') continue;
      found.push(id);
      if (found.length < wanted) continue;
      const last = from + index === ids.length - 1 && until === undefined;
      return { found, until: last ? undefined : id };
    }
  }
  return { found, until };
}

function decideAll({ reader, decide }: Decisions, questions: readonly Question[]) {
  return reader.settle(() => {
    const outcomes = questions.map((question) => decide(question));
    return outcomes.includes(MISSING) ? MISSING : outcomes;
  });
}

/** So many that all they look at fits into memory at once, however many groups or folders each of them has above it. */
function decidedTogether({ maps }: Decisions): number {
  return Math.min(250, Math.max(1, Math.floor(maps.capacity / 100)));
}
