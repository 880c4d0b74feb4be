// Worlds for tests: organizations, principals, resources and grants told in lines such as `grant reader to alice at project web`.
import type { ObjectRef } from '../../src/kernel/object-ref.js';
import { type Database, write } from '../../src/storage/index.js';
import type { Fact } from './world/fact.js';
import { createLineReader } from './world/lines.js';
import { createNodes } from './world/nodes.js';
import { tell } from './world/tell.js';
import { splitNode } from './world/tree-sql.js';

export { type Fact, type FactOf, roleNode } from './world/fact.js';
export { idOf, PLATFORM_NODE } from './world/nodes.js';

export interface World {
  /**
   * Writes what the lines say in one transaction and answers its revision; empty lines and lines after `#` are skipped.
   *
   *     organization acme                        disable organization acme (project, group, user, serviceuser, role)
   *     project web in acme                      enable organization acme
   *     group devs in acme                       alice in devs; devs in staff
   *     user alice                               alice leaves devs
   *     serviceuser bot in acme                  platform admin alice; platform member bot
   *     serviceuser root  (the platform's own)   no platform admin alice
   *     permission compute/order get             no permission compute/order get
   *     role reader: compute_order_get           role reader of acme: compute_order_get
   *     grant reader to alice at project web     revoke reader from alice at project web
   *     resource compute/order o1 in web         resource compute/order o2 under compute/folder f1
   *     owner alice of compute/order o1          no owner alice of compute/order o1
   *     move compute/order o2 in web             delete compute/order o1 (and what lies below it)
   */
  tell(lines: string | readonly string[]): Promise<string>;
  /** Told of every fact once it is written; built-in roles and permissions first. */
  readonly facts: readonly Fact[];
  /** The key of a principal by its name. */
  principal(name: string): string;
  /** `platform`, `project web`, `compute/order o1`, ... */
  object(text: string): ObjectRef;
}

/** An empty world in an empty database. */
export async function createWorld(db: Database): Promise<World> {
  const nodes = createNodes();
  const facts = await builtIns(db);
  const roles = new Map(facts.flatMap((fact) => (fact.verb === 'role' ? [[fact.name, fact.id]] : [])));
  const read = createLineReader(nodes, roles);

  return {
    facts,
    principal: nodes.principal,
    object: (text) => splitNode(nodes.object(text)),
    async tell(lines) {
      const told = (typeof lines === 'string' ? lines.split('\n') : lines)
        .map((line) => line.replace(/#.*/, '').trim())
        .filter((line) => line !== '')
        .map(read);
      const { revision } = await write(db, (transaction) => tell(transaction, told));
      facts.push(...told);
      return revision;
    },
  };
}

async function builtIns(db: Database): Promise<Fact[]> {
  const permissions = await db.selectFrom('permissions').select(['namespace', 'name']).execute();
  const roles = await db.selectFrom('roles').select(['id', 'name', 'permissions']).execute();
  return [
    ...permissions.map((row) => ({ verb: 'permission' as const, ...row, defined: true })),
    ...roles.map((row) => ({ verb: 'role' as const, ...row, org: undefined })),
  ];
}
