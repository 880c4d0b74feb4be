// What was found out above objects: whoever asks about many at once asks about many that lie in one place, or in few.
import type { IdentityEntry, ObjectEntry, View } from './view.js';

/** Remembers for the principal that is being asked about, until it is another one or anything in memory is. */
export interface Above {
  /**
   * Whether the permission is granted to the principal above the object; undefined when that is not known, and known only where
   * nothing above denies it. The object's type belongs to it: what is enough above an object depends on what lies below (decision
   * rule 5b).
   */
  find(own: IdentityEntry, permission: string, object: ObjectEntry): boolean | undefined;
  /** For what `find` was asked last and did not know. What is granted at the object itself says nothing. */
  keep(object: ObjectEntry, granted: boolean): void;
}

/** One permission at objects of one type. */
interface Kind {
  readonly permission: string;
  readonly type: number;
  /** What is known, by the key of what the objects lie in. */
  readonly places: Map<string, boolean>;
}

/** One more, and all are forgotten. */
const MOST_KINDS = 16;
/** Of a kind; further ones are not kept. */
const MOST_PLACES = 1_000;

export function createAbove(view: View): Above {
  const kinds: Kind[] = [];
  let asker: IdentityEntry | undefined;
  let version = -1;
  let last: Kind | undefined;

  /** Nothing is kept of the first question about a principal: of most there is no second. */
  function begin(own: IdentityEntry): void {
    asker = own;
    version = view.version;
    last = undefined;
    if (kinds.length > 0) kinds.length = 0;
  }

  function kindOf(permission: string, type: number): Kind {
    for (const kind of kinds) if (kind.type === type && kind.permission === permission) return kind;
    if (kinds.length === MOST_KINDS) kinds.length = 0;
    const kind = { permission, type, places: new Map<string, boolean>() };
    kinds.push(kind);
    return kind;
  }

  return {
    find(own, permission, { parent, namespaceNumber }) {
      if (asker !== own || version !== view.version) begin(own);
      else if (last === undefined || last.type !== namespaceNumber || last.permission !== permission)
        last = kindOf(permission, namespaceNumber);
      return parent === undefined ? undefined : last?.places.get(parent);
    },
    keep({ parent }, granted) {
      if (last !== undefined && parent !== undefined && last.places.size < MOST_PLACES)
        last.places.set(parent, granted);
    },
  };
}
