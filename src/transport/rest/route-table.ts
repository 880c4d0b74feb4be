// Finds the route of a request by a walk down its path's segments; literals win over variables.
import { ONE, REST } from './path-template.js';
import { decodePercent } from './percent.js';
import type { Route } from './route.js';
import { firstSegment, pathSegments } from './target.js';

export interface Found {
  readonly route: Route;
  /** The path's segments as sent, without the verb. */
  readonly segments: readonly string[];
}

export interface RouteTable {
  /** Of the routes whose paths have no variables. */
  readonly paths: ReadonlySet<string>;
  /** Whether any route starts with the path's first segment. */
  owns(path: string): boolean;
  /** HEAD finds what GET would. */
  find(httpMethod: string, path: string): Found | undefined;
  /** The value for `Allow`; undefined when no route has this path. */
  allow(path: string): string | undefined;
}

/** HTTP method to route. */
type Ends = Map<string, Route>;

interface Node {
  readonly literals: Map<string, Node>;
  one: Node | undefined;
  rest: Node | undefined;
  /** By verb; '' for none. */
  readonly ends: Map<string, Ends>;
}

/** What a walk looks for; `pick` answers undefined to go on searching. */
interface Search {
  readonly segments: readonly string[];
  readonly verb: string;
  readonly pick: (ends: Ends) => Route | undefined;
}

/** Throws when two routes have the same method and path. */
export function createRouteTable(routes: readonly Route[]): RouteTable {
  const root = emptyNode();
  for (const route of routes) addRoute(root, route);
  const verbs = new Set(routes.map(({ template }) => template.verb).filter((verb) => verb !== ''));
  const fixed = fixedPaths(routes);
  const firsts = new Set(routes.map(({ template }) => template.segments[0]));
  const ownsAll = firsts.has(ONE) || firsts.has(REST);
  return {
    paths: new Set([...fixed.values()].flatMap((byPath) => [...byPath.keys()])),
    owns: (path) => ownsAll || firsts.has(firstSegment(path)),
    find: (httpMethod, path) =>
      fixed.get(httpMethod)?.get(path) ?? search({ root, verbs, path, pick: (ends) => pickRoute(ends, httpMethod) }),
    allow: (path) => {
      const methods = new Set<string>();
      search({ root, verbs, path, pick: (ends) => collectMethods(ends, methods) });
      return methods.size === 0 ? undefined : [...methods, 'OPTIONS'].sort().join(', ');
    },
  };
}

function emptyNode(): Node {
  return { literals: new Map(), one: undefined, rest: undefined, ends: new Map() };
}

function addRoute(root: Node, route: Route): void {
  const { segments, verb } = route.template;
  const node = segments.reduce(childFor, root);
  const ends = node.ends.get(verb) ?? new Map<string, Route>();
  const taken = ends.get(route.httpMethod);
  if (taken !== undefined)
    throw new Error(`${taken.method.name} and ${route.method.name} share ${route.httpMethod} /${segments.join('/')}`);
  node.ends.set(verb, ends.set(route.httpMethod, route));
}

function childFor(node: Node, segment: string): Node {
  if (segment === ONE) {
    node.one ??= emptyNode();
    return node.one;
  }
  if (segment === REST) {
    node.rest ??= emptyNode();
    return node.rest;
  }
  const child = node.literals.get(segment) ?? emptyNode();
  node.literals.set(segment, child);
  return child;
}

/** Paths without variables, as most clients spell them, by method: no walk. */
function fixedPaths(routes: readonly Route[]): ReadonlyMap<string, ReadonlyMap<string, Found>> {
  const fixed = new Map<string, Map<string, Found>>();
  for (const route of routes) {
    const { segments, verb } = route.template;
    if (verb !== '' || segments.includes(ONE) || segments.includes(REST)) continue;
    const byPath = fixed.get(route.httpMethod) ?? new Map<string, Found>();
    fixed.set(route.httpMethod, byPath.set(`/${segments.join('/')}`, { route, segments }));
  }
  return fixed;
}

function search(options: {
  root: Node;
  verbs: ReadonlySet<string>;
  path: string;
  pick: Search['pick'];
}): Found | undefined {
  const segments = pathSegments(options.path);
  const last = segments.at(-1) ?? '';
  const colon = last.lastIndexOf(':');
  if (colon > 0 && options.verbs.has(last.slice(colon + 1))) {
    const before = segments.with(-1, last.slice(0, colon));
    const route = walk(options.root, { segments: before, verb: last.slice(colon + 1), pick: options.pick }, 0);
    if (route !== undefined) return { route, segments: before };
  }
  const route = walk(options.root, { segments, verb: '', pick: options.pick }, 0);
  return route && { route, segments };
}

/** Visits every node at most once, whatever the path: `**` only ever stands last. */
function walk(node: Node, wanted: Search, index: number): Route | undefined {
  const segment = wanted.segments[index];
  if (segment === undefined) return endAt(node, wanted) ?? endAt(node.rest, wanted);
  const literal = node.literals.get(decodePercent(segment) ?? segment);
  return (
    (literal && walk(literal, wanted, index + 1)) ??
    (node.one && walk(node.one, wanted, index + 1)) ??
    endAt(node.rest, wanted)
  );
}

function endAt(node: Node | undefined, { verb, pick }: Search): Route | undefined {
  const ends = node?.ends.get(verb);
  return ends && pick(ends);
}

function pickRoute(ends: Ends, httpMethod: string): Route | undefined {
  return ends.get(httpMethod) ?? (httpMethod === 'HEAD' ? ends.get('GET') : undefined);
}

function collectMethods(ends: Ends, into: Set<string>): undefined {
  for (const httpMethod of ends.keys()) into.add(httpMethod);
  if (ends.has('GET')) into.add('HEAD');
}
