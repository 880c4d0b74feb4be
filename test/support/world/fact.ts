// What a line of a world says, with names resolved: nodes are keys (`namespace:id`), roles are ids.

export type Fact =
  | ({ readonly verb: 'add' } & AddedNode)
  | { readonly verb: 'move'; readonly node: string; readonly parent: string }
  | { readonly verb: 'delete'; readonly nodes: readonly Named[] }
  | { readonly verb: 'state'; readonly node: string; readonly enabled: boolean }
  | { readonly verb: 'permission'; readonly namespace: string; readonly name: string; readonly defined: boolean }
  | ({ readonly verb: 'role' } & RoleFact)
  | { readonly verb: 'member'; readonly member: string; readonly group: string; readonly joins: boolean }
  | ({ readonly verb: 'policy'; readonly made: boolean } & PolicyFact)
  | { readonly verb: 'platform'; readonly principal: string; readonly relation: Relation; readonly made: boolean };

export type FactOf<Verb extends Fact['verb']> = Extract<Fact, { verb: Verb }>;

export type Relation = 'admin' | 'member';

export interface Named {
  readonly node: string;
  readonly name: string;
}

export interface AddedNode extends Named {
  readonly parent: string | undefined;
  /** Of resources alone. */
  readonly project: Named | undefined;
}

export interface RoleFact {
  readonly id: string;
  readonly name: string;
  readonly org: string | undefined;
  readonly permissions: readonly string[];
}

export interface PolicyFact {
  /** Null for the owner of a resource. */
  readonly role: string | null;
  readonly principal: string;
  readonly resource: string;
}

/** The key under which a role's state is told. */
export function roleNode(id: string): string {
  return `role:${id}`;
}
