// The nodes of a world's tree by the names that its lines use, with the same ids in every run.
import { createHash } from 'node:crypto';
import type { AddedNode, Named } from './fact.js';

export const PLATFORM_NODE = 'app/platform:platform';

export interface Nodes {
  /** Adds `organization acme`, `compute/order o1`, ... */
  add(type: string, name: string, parent: string | undefined): AddedNode;
  move(node: string, parent: string): void;
  /** Removes a node and what lies below it; answers them, the lowest first. */
  remove(node: string): readonly Named[];
  /** The key of `platform`, `project web`, `compute/order o1`, ...; throws when there is none. */
  object(text: string): string;
  /** The key of a user, service user or group by its name alone. */
  principal(name: string): string;
}

/** The same id for the same words. */
export function idOf(words: string): string {
  const hex = createHash('sha256').update(words).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

export function createNodes(): Nodes {
  const nodes = new Map<string, { readonly name: string; readonly parent: string | undefined }>();

  function find(node: string) {
    const found = nodes.get(node);
    if (found === undefined) throw new Error(`the world has no ${node}`);
    return found;
  }

  function below(node: string): readonly Named[] {
    const children = [...nodes].filter(([, { parent }]) => parent === node).map(([child]) => child);
    return [...children.flatMap(below), { node, name: find(node).name }];
  }

  function projectOf(resource: string): Named {
    let node = resource;
    while (!node.startsWith('app/project:')) node = find(node).parent as string;
    return { node, name: find(node).name };
  }

  return {
    add(type, name, parent) {
      const node = keyOf(type, name);
      nodes.set(node, { name, parent });
      return { node, name, parent, project: type.includes('/') ? projectOf(node) : undefined };
    },
    move: (node, parent) => void nodes.set(node, { name: find(node).name, parent }),
    remove(node) {
      const gone = below(node);
      for (const each of gone) nodes.delete(each.node);
      return gone;
    },
    object(text) {
      if (text === 'platform') return PLATFORM_NODE;
      const [type, name] = text.split(' ');
      const node = keyOf(type as string, name as string);
      if (!nodes.has(node)) throw new Error(`the world has no ${text}`);
      return node;
    },
    principal(name) {
      const node = ['user', 'serviceuser', 'group'].map((type) => keyOf(type, name)).find((key) => nodes.has(key));
      if (node === undefined) throw new Error(`the world has no principal ${name}`);
      return node;
    },
  };
}

function keyOf(type: string, name: string): string {
  const namespace = type.includes('/') ? type : `app/${type}`;
  return `${namespace}:${idOf(`${namespace} ${name}`)}`;
}
