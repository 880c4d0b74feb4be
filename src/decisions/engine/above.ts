// What was found out above objects: whoever asks about many at once asks about many that lie in one place, or in few.
import type { IdentityEntry, ObjectEntry, View } from './view.js';

/** Remembers for the principal that is being asked about, until it is another one. */
export interface Above {
  /**
   * Whether the permission is granted to the principal above the object, and nothing there denies it; undefined when that is not known.
   * The object's type belongs to it: what is enough above an object depends on what lies below (decision rule 5b).
   */
  find(own: IdentityEntry, permission: string, object: ObjectEntry): boolean | undefined;
  /** Of what was asked last. */
  keep(object: ObjectEntry, granted: boolean): void;
}

/** One permission at objects of one type. */
interface Asked {
  readonly permission: string;
  readonly type: number;
  /** What is known, by the key of what the objects lie in. */
  readonly places: Map<string, boolean>;
}

const MOST_ASKED = 16;
const MOST_PLACES = 1_000;

export function createAbove(view: View): Above {
  const known: Asked[] = [];
  let asker: IdentityEntry | undefined;
  let version = -1;
  let last: Asked | undefined;

  /** Nothing is kept of the first question about a principal: of most there is no second. */
  function begin(own: IdentityEntry): void {
    asker = own;
    version = view.version;
    last = undefined;
    if (known.length > 0) known.length = 0;
  }

  function asked(permission: string, type: number): Asked {
    for (const one of known) if (one.type === type && one.permission === permission) return one;
    if (known.length === MOST_ASKED) known.length = 0;
    const first = { permission, type, places: new Map<string, boolean>() };
    known.push(first);
    return first;
  }

  return {
    find(own, permission, { parent, namespaceNumber }) {
      if (asker !== own || version !== view.version) begin(own);
      else if (last === undefined || last.type !== namespaceNumber || last.permission !== permission)
        last = asked(permission, namespaceNumber);
      return parent === undefined ? undefined : last?.places.get(parent);
    },
    keep({ parent }, granted) {
      if (last !== undefined && parent !== undefined && last.places.size < MOST_PLACES)
        last.places.set(parent, granted);
    },
  };
}
