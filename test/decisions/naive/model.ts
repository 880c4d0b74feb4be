// What the naive evaluator looks at: a world as plain data, fact by fact.
import { type Fact, type FactOf, PLATFORM_NODE, roleNode } from '../../support/world.js';

export interface Model {
  /** By key. */
  readonly nodes: ReadonlyMap<string, ModelNode>;
  readonly members: readonly { readonly member: string; readonly group: string }[];
  readonly policies: readonly { readonly role: string | null; readonly principal: string; readonly resource: string }[];
  readonly roles: readonly {
    readonly id: string;
    readonly permissions: readonly string[];
    readonly enabled: boolean;
  }[];
  readonly permissions: readonly { readonly slug: string; readonly type: string }[];
  readonly platform: readonly { readonly principal: string; readonly relation: string }[];
}

export interface ModelNode {
  readonly key: string;
  readonly parent: string | undefined;
  readonly enabled: boolean;
}

export const NOTHING: Model = {
  nodes: new Map([[PLATFORM_NODE, { key: PLATFORM_NODE, parent: undefined, enabled: true }]]),
  members: [],
  policies: [],
  roles: [],
  permissions: [],
  platform: [],
};

/** The model with one more fact; the one before stays as it was. */
export function learn(model: Model, fact: Fact): Model {
  switch (fact.verb) {
    case 'add':
      return withNode(model, { key: fact.node, parent: fact.parent, enabled: true });
    case 'move':
      return withNode(model, { key: fact.node, parent: fact.parent, enabled: true });
    case 'delete':
      return fact.nodes.reduce((rest, { node }) => without(rest, node), model);
    case 'state':
      return withState(model, fact);
    case 'permission':
      return withPermission(model, fact);
    case 'role':
      return withRole(model, fact);
    case 'member':
      return withMember(model, fact);
    case 'policy':
      return withPolicy(model, fact);
    case 'platform':
      return withPlatform(model, fact);
  }
}

function without(model: Model, key: string): Model {
  return {
    ...model,
    nodes: new Map([...model.nodes].filter(([node]) => node !== key)),
    members: model.members.filter(({ member, group }) => member !== key && group !== key),
    policies: model.policies.filter(({ principal, resource }) => principal !== key && resource !== key),
    platform: model.platform.filter(({ principal }) => principal !== key),
  };
}

function withNode(model: Model, node: ModelNode): Model {
  return { ...model, nodes: new Map([...model.nodes, [node.key, node]]) };
}

function withState(model: Model, { node: key, enabled }: FactOf<'state'>): Model {
  const node = model.nodes.get(key);
  if (node !== undefined) return withNode(model, { ...node, enabled });
  return { ...model, roles: model.roles.map((role) => (roleNode(role.id) === key ? { ...role, enabled } : role)) };
}

function withPermission(model: Model, { namespace, name, defined }: FactOf<'permission'>): Model {
  const slug = `${namespace.replace('/', '_')}_${name}`;
  if (defined) return { ...model, permissions: [...model.permissions, { slug, type: namespace }] };
  return {
    ...model,
    permissions: model.permissions.filter((permission) => permission.slug !== slug),
    roles: model.roles.map((role) => ({ ...role, permissions: role.permissions.filter((other) => other !== slug) })),
  };
}

function withRole(model: Model, { id, permissions }: FactOf<'role'>): Model {
  const before = model.roles.find((role) => role.id === id);
  const others = model.roles.filter((role) => role.id !== id);
  return { ...model, roles: [...others, { id, permissions, enabled: before?.enabled ?? true }] };
}

function withMember(model: Model, { member, group, joins }: FactOf<'member'>): Model {
  const others = model.members.filter((other) => other.member !== member || other.group !== group);
  return { ...model, members: joins ? [...others, { member, group }] : others };
}

function withPolicy(model: Model, { role, principal, resource, made }: FactOf<'policy'>): Model {
  const others = model.policies.filter(
    (other) => other.role !== role || other.principal !== principal || other.resource !== resource,
  );
  return { ...model, policies: made ? [...others, { role, principal, resource }] : others };
}

function withPlatform(model: Model, { principal, relation, made }: FactOf<'platform'>): Model {
  const others = model.platform.filter((other) => other.principal !== principal || other.relation !== relation);
  return { ...model, platform: made ? [...others, { principal, relation }] : others };
}
