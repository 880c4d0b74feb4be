// The language in which tests tell worlds: one line, one fact, names instead of ids.
import { type Fact, type Relation, roleNode } from './fact.js';
import { idOf, type Nodes, PLATFORM_NODE } from './nodes.js';

type Sentence = readonly [pattern: RegExp, fact: (...words: string[]) => Fact];

/** Reads lines in their order; throws on one that is none. `roles`: ids of the built-in roles by name. */
export function createLineReader(nodes: Nodes, roles: ReadonlyMap<string, string>): (line: string) => Fact {
  const sentences = [
    ...treeSentences(nodes),
    ...grantSentences(nodes, (name) => roles.get(name) ?? idOf(`role ${name}`)),
  ];
  return (line) => {
    for (const [pattern, fact] of sentences) {
      const words = pattern.exec(line.trim());
      if (words !== null) return fact(...words.slice(1));
    }
    throw new Error(`not a line of a world: ${line}`);
  };
}

function treeSentences(nodes: Nodes): readonly Sentence[] {
  const add = (type: string, name: string, parent: string | undefined): Fact => ({
    verb: 'add',
    ...nodes.add(type, name, parent),
  });
  const move = (node: string, parent: string): Fact => {
    nodes.move(node, parent);
    return { verb: 'move', node, parent };
  };
  const { object } = nodes;
  return [
    [/^(organization) (\S+)$/, (type, name) => add(type, name, PLATFORM_NODE)],
    [
      /^(project|group|serviceuser) (\S+) in (\S+)$/,
      (type, name, org) => add(type, name, object(`organization ${org}`)),
    ],
    [/^(serviceuser) (\S+)$/, (type, name) => add(type, name, PLATFORM_NODE)],
    [/^(user) (\S+)$/, (type, name) => add(type, name, undefined)],
    [/^resource (\S+) (\S+) in (\S+)$/, (type, name, project) => add(type, name, object(`project ${project}`))],
    [/^resource (\S+) (\S+) under (.+)$/, (type, name, parent) => add(type, name, object(parent))],
    [/^move (\S+ \S+) in (\S+)$/, (node, project) => move(object(node), object(`project ${project}`))],
    [/^move (\S+ \S+) under (.+)$/, (node, parent) => move(object(node), object(parent))],
    [/^delete (.+)$/, (node) => ({ verb: 'delete', nodes: nodes.remove(object(node)) })],
  ];
}

function grantSentences({ object, principal }: Nodes, roleId: (name: string) => string): readonly Sentence[] {
  const state = (text: string, enabled: boolean): Fact => {
    const [type, name] = text.split(' ');
    return { verb: 'state', node: type === 'role' ? roleNode(roleId(name as string)) : object(text), enabled };
  };
  const role = (name: string, org: string | undefined, slugs: string): Fact => {
    const permissions = slugs.split(' ').filter((slug) => slug !== '');
    return { verb: 'role', id: roleId(name), name, org, permissions };
  };
  const policy =
    (made: boolean) =>
    (name: string, whom: string, at: string): Fact => {
      return { verb: 'policy', role: roleId(name), principal: principal(whom), resource: object(at), made };
    };
  const owner =
    (made: boolean) =>
    (whom: string, of: string): Fact => {
      return { verb: 'policy', role: null, principal: principal(whom), resource: object(of), made };
    };
  const platform =
    (made: boolean) =>
    (relation: string, whom: string): Fact => {
      return { verb: 'platform', principal: principal(whom), relation: relation as Relation, made };
    };
  const member =
    (joins: boolean) =>
    (who: string, group: string): Fact => {
      return { verb: 'member', member: principal(who), group: object(`group ${group}`), joins };
    };
  return [
    [/^disable (.+)$/, (text) => state(text, false)],
    [/^enable (.+)$/, (text) => state(text, true)],
    [/^permission (\S+) (\S+)$/, (namespace, name) => ({ verb: 'permission', namespace, name, defined: true })],
    [/^no permission (\S+) (\S+)$/, (namespace, name) => ({ verb: 'permission', namespace, name, defined: false })],
    [/^role (\S+):(.*)$/, (name, slugs) => role(name, undefined, slugs)],
    [/^role (\S+) of (\S+):(.*)$/, (name, org, slugs) => role(name, object(`organization ${org}`), slugs)],
    [/^grant (\S+) to (\S+) at (.+)$/, policy(true)],
    [/^revoke (\S+) from (\S+) at (.+)$/, policy(false)],
    [/^owner (\S+) of (.+)$/, owner(true)],
    [/^no owner (\S+) of (.+)$/, owner(false)],
    [/^platform (admin|member) (\S+)$/, platform(true)],
    [/^no platform (admin|member) (\S+)$/, platform(false)],
    [/^(\S+) in (\S+)$/, member(true)],
    [/^(\S+) leaves (\S+)$/, member(false)],
  ];
}
