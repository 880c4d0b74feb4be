// Lookup cases: what each rule of a decision comes to when all it allows is asked for.

export interface LookupCase {
  readonly name: string;
  /** Lines of `World.tell`. */
  readonly world: string;
  /**
   * - `alice may get on compute/order: o1 o2` (or `nothing`)
   * - `which app/user may get at project web: alice bob` (or `nobody`)
   * - either with `fails with invalid_argument` in place of the names
   */
  readonly lookups: readonly string[];
}

const SHOP = `
  permission compute/order get
  permission compute/order cancel
  permission compute/folder get
  organization acme
  project web in acme
  project app in acme
  organization beta
  project far in beta
  resource compute/order o1 in web
  resource compute/order o2 in web
  resource compute/order o3 in app
  resource compute/order o4 in far
  resource compute/folder f1 in web
  resource compute/folder f2 under compute/folder f1
  resource compute/order in1 under compute/folder f1
  resource compute/order in2 under compute/folder f2
  role reader: compute_order_get
  user alice
  user bob
  user carol
  serviceuser bot in acme
  group devs in acme
  group staff in acme`;

export const lookupCases: readonly LookupCase[] = [
  {
    name: 'nobody holds anything: nothing, nobody',
    world: SHOP,
    lookups: [
      'alice may get on compute/order: nothing',
      'alice may get on app/organization: nothing',
      'which app/user may get at compute/order o1: nobody',
      'which app/serviceuser may get at organization acme: nobody',
    ],
  },
  {
    name: 'what is granted directly, at the project, at the organization',
    world: `${SHOP}
      grant reader to alice at compute/order o4
      grant reader to alice at project app
      grant reader to bob at organization acme`,
    lookups: [
      'alice may get on compute/order: o3 o4',
      'alice may cancel on compute/order: nothing',
      'bob may get on compute/order: o1 o2 o3 in1 in2',
      'which app/user may get at compute/order o3: alice bob',
      'which app/user may get at compute/order o4: alice',
      'which app/user may get at compute/order in2: bob',
    ],
  },
  {
    name: 'at the platform: everywhere',
    world: `${SHOP}
      grant reader to alice at platform`,
    lookups: [
      'alice may get on compute/order: o1 o2 o3 o4 in1 in2',
      'alice may compute_order_get on app/project: web app far',
      'alice may compute_order_get on app/platform: platform',
      'which app/user may get at compute/order o4: alice',
      'which app/user may compute_order_get at platform: alice',
    ],
  },
  {
    name: 'below folders, at any depth',
    world: `${SHOP}
      grant reader to alice at compute/folder f1
      grant reader to bob at compute/folder f2`,
    lookups: [
      'alice may get on compute/order: in1 in2',
      'bob may get on compute/order: in2',
      'alice may compute_order_get on compute/folder: f1 f2',
      'bob may compute_order_get on compute/folder: f2',
      'which app/user may get at compute/order in2: alice bob',
      'which app/user may get at compute/order in1: alice',
    ],
  },
  {
    name: 'through groups in groups, as long as they are enabled',
    world: `${SHOP}
      alice in devs
      bot in devs
      devs in staff
      bob in staff
      grant reader to staff at project web
      group off in acme
      carol in off
      off in staff
      disable group off`,
    lookups: [
      'alice may get on compute/order: o1 o2 in1 in2',
      'devs may get on compute/order: o1 o2 in1 in2',
      'carol may get on compute/order: nothing',
      'which app/user may get at compute/order o1: alice bob',
      'which app/serviceuser may get at compute/order o1: bot',
    ],
  },
  {
    name: 'administrators hold everything below',
    world: `${SHOP}
      grant app_organization_owner to alice at organization acme
      grant app_project_owner to bob at organization acme`,
    lookups: [
      'alice may cancel on compute/order: o1 o2 o3 in1 in2',
      'alice may get on app/organization: acme',
      'alice may delete on app/group: devs staff',
      'bob may cancel on compute/order: o1 o2 o3 in1 in2',
      'bob may get on app/project: web app',
      'bob may get on app/organization: nothing',
      'which app/user may delete at project web: alice bob',
      'which app/user may delete at organization acme: alice',
    ],
  },
  {
    name: 'who may update may get; members may get their group',
    world: `${SHOP}
      grant app_project_manager to alice at project web
      role editor: app_organization_update
      grant editor to bob at organization acme
      carol in devs
      devs in staff`,
    lookups: [
      'alice may get on app/project: web',
      'bob may get on app/organization: acme',
      'carol may get on app/group: devs staff',
      'carol may update on app/group: nothing',
      'which app/user may get at group staff: carol',
      'which app/user may get at organization acme: bob',
    ],
  },
  {
    name: 'owners hold everything on what they own and below',
    world: `${SHOP}
      owner alice of compute/folder f1
      owner bot of compute/order o1`,
    lookups: [
      'alice may cancel on compute/order: in1 in2',
      'alice may get on compute/folder: f1 f2',
      'bot may cancel on compute/order: o1',
      'which app/user may cancel at compute/order in2: alice',
      'which app/serviceuser may get at compute/order o1: bot',
    ],
  },
  {
    name: 'the disabled may nothing, and nothing may be done to what is disabled',
    world: `${SHOP}
      grant reader to alice at platform
      grant reader to bob at platform
      grant app_project_owner to carol at project app
      disable user bob
      disable project app
      disable organization beta`,
    lookups: [
      'alice may get on compute/order: o1 o2 in1 in2',
      'bob may get on compute/order: nothing',
      'carol may get on app/project: app',
      'which app/user may get at compute/order o1: alice',
      'which app/user may get at compute/order o3: nobody',
      'which app/user may get at compute/order o4: nobody',
      'which app/user may get at project app: carol',
    ],
  },
  {
    name: 'administrators of the platform may everything, disabled or not',
    world: `${SHOP}
      platform admin alice
      platform member bob
      disable organization beta
      disable project web`,
    lookups: [
      'alice may cancel on compute/order: o1 o2 o3 o4 in1 in2',
      'alice may get on app/organization: acme beta',
      'alice may app_platform_superuser on app/platform: platform',
      'bob may check on app/platform: platform',
      'bob may get on compute/order: nothing',
      'which app/user may get at compute/order o4: alice',
      'which app/user may superuser at platform: alice',
      'which app/user may check at platform: alice bob',
      'which app/serviceuser may check at platform: nobody',
    ],
  },
  {
    name: 'what is asked above: held on every object of the type below',
    world: `${SHOP}
      grant reader to alice at project web
      grant reader to alice at compute/order o3`,
    lookups: [
      'alice may compute_order_get on app/project: web',
      'alice may compute_order_get on app/organization: nothing',
      'which app/user may compute_order_get at project web: alice',
      'which app/user may compute.order.get at project app: nobody',
    ],
  },
  {
    name: 'several roles at one object, of which one gives it',
    world: `${SHOP}
      ${Array.from({ length: 5 }, (_, number) => `role idle${number}: compute_order_cancel`).join('\n')}
      ${['o1', 'o2'].flatMap((order) => Array.from({ length: 5 }, (_, number) => `grant idle${number} to alice at compute/order ${order}`)).join('\n')}
      ${['alice', 'bob'].flatMap((user) => Array.from({ length: 5 }, (_, number) => `grant idle${number} to ${user} at compute/order o3`)).join('\n')}
      ${['o1', 'o2', 'o3'].map((order) => `grant reader to alice at compute/order ${order}`).join('\n')}
      grant reader to bob at compute/order o3`,
    lookups: [
      'alice may get on compute/order: o1 o2 o3',
      'bob may get on compute/order: o3',
      'which app/user may get at compute/order o3: alice bob',
      'which app/user may cancel at compute/order o1: alice',
    ],
  },
  {
    name: 'very many groups hold something there, and others besides',
    world: `${SHOP}
      ${Array.from({ length: 8 }, (_, number) => `group g${number} in acme\ngrant reader to g${number} at project web`).join('\n')}
      serviceuser root
      grant reader to root at platform
      bot in g1
      alice in g7
      platform admin carol`,
    lookups: [
      'which app/serviceuser may get at compute/order o1: bot root',
      'which app/user may get at compute/order o1: alice carol',
      'root may get on compute/order: o1 o2 o3 o4 in1 in2',
      'bot may get on compute/order: o1 o2 in1 in2',
      'g3 may get on compute/order: o1 o2 in1 in2',
    ],
  },
  {
    name: 'what there is no answer to',
    world: SHOP,
    lookups: [
      'alice may get on app/user: fails with invalid_argument',
      'alice may get on app/serviceuser: fails with invalid_argument',
      'alice may get on shop/cart: fails with invalid_argument',
      'alice may compute_order_get on shop/cart: fails with invalid_argument',
      'alice may nosuch on compute/order: fails with not_found',
      'alice may app_project_get on compute/order: fails with invalid_argument',
      'alice may check on app/project: fails with not_found',
      'alice may app_platform_check on app/project: fails with invalid_argument',
      'which app/user may get at app/user:6b1f9f5e-0d3a-4a55-9e0e-000000000001: fails with not_found',
      'which app/user may app_project_get at compute/order o1: fails with invalid_argument',
      'which app/user may get at app/project:nosuch: fails with not_found',
      'which app/user may get at compute/order:nosuch: fails with not_found',
      'which app/user may get at compute/order:6b1f9f5e-0d3a-4a55-9e0e-000000000001: nobody',
      'which app/user may get at app/project:web: nobody',
      'which app/user may get at compute/order:frn:web:compute/order:o1: fails with invalid_argument',
    ],
  },
  {
    name: 'a type whose last permission is gone is still a type of the resources there are',
    world: `${SHOP}
      grant reader to alice at project web
      no permission compute/folder get`,
    lookups: [
      'alice may compute_order_get on compute/folder: f1 f2',
      'alice may get on compute/folder: fails with not_found',
    ],
  },
];
