// Decision rule 7: what can be asked where, and every form of a permission's and an object's name.
import { idOf } from '../../support/world.js';
import type { DecisionCase } from './case.js';

const NOWHERE = '00000000-0000-4000-8000-00000000000f';

const TREE = `
  permission compute/order get
  permission compute/folder get
  role reader: compute_order_get
  organization acme
  project web in acme
  group devs in acme
  serviceuser bot in acme
  resource compute/folder f1 in web
  resource compute/order o1 under compute/folder f1
  user alice`;

export const askingCases: readonly DecisionCase[] = [
  {
    name: 'asking above: whether it is held on everything below',
    world: `${TREE}
      grant reader to alice at project web`,
    checks: [
      'alice may compute_order_get at project web',
      'alice may compute_order_get at compute/folder f1',
      'alice may compute_order_get at compute/order o1',
      'alice may not compute_order_get at organization acme: no_grant',
      'alice may not compute_order_get at platform: no_grant',
      'alice may not compute_folder_get at project web: no_grant',
    ],
  },
  {
    name: 'asking above at the organization and the platform',
    world: `${TREE}
      user carol
      grant reader to alice at organization acme
      grant reader to carol at platform
      grant app_project_viewer to alice at organization acme
      grant app_group_member to alice at organization acme`,
    checks: [
      'alice may compute_order_get at organization acme',
      'alice may app_project_get at organization acme',
      'alice may app_group_get at organization acme',
      'alice may not app_organization_get at organization acme: no_grant',
      'carol may compute_order_get at platform',
      'carol may compute_order_get at organization acme',
      'alice may not compute_order_get at platform: no_grant',
    ],
  },
  {
    name: 'administer can be asked like any other',
    world: `${TREE}
      grant app_project_owner to alice at project web`,
    checks: [
      'alice may administer at project web',
      'alice may app_project_administer at project web',
      'alice may not administer at organization acme: no_grant',
      'alice may not app_project_administer at organization acme: no_grant',
    ],
  },
  {
    name: 'a type that cannot lie there is refused',
    world: TREE,
    checks: [
      'alice cannot ask app_organization_get at project web: invalid_argument',
      'alice cannot ask app_organization_get at compute/order o1: invalid_argument',
      'alice cannot ask app_project_get at compute/order o1: invalid_argument',
      'alice cannot ask app_project_get at group devs: invalid_argument',
      'alice cannot ask app_group_get at project web: invalid_argument',
      'alice cannot ask compute_order_get at group devs: invalid_argument',
      'alice cannot ask app_organization_get at serviceuser bot: invalid_argument',
      'alice cannot ask compute_order_get at user alice: invalid_argument',
    ],
  },
  {
    name: 'resources of any type lie in resources of any type',
    world: `${TREE}
      grant reader to alice at compute/order o1`,
    checks: [
      'alice may compute_order_get at compute/order o1',
      'alice may not compute_folder_get at compute/order o1: no_grant',
    ],
  },
  {
    name: 'a permission that is not defined is not found',
    world: `${TREE}
      no permission compute/folder get`,
    checks: [
      'alice cannot ask nosuch at project web: not_found',
      'alice cannot ask compute_order_nosuch at project web: not_found',
      'alice cannot ask compute_folder_get at project web: not_found',
      'alice cannot ask get at compute/folder f1: not_found',
      'alice cannot ask GET at project web: not_found',
      'alice cannot ask get at user alice: not_found',
      'alice cannot ask get at serviceuser bot: not_found',
      'alice cannot ask manage at platform: not_found',
    ],
  },
  {
    name: 'text that names no permission is refused',
    world: TREE,
    checks: [
      'alice cannot ask app/project/get at project web: invalid_argument',
      'alice cannot ask app/project:get at project web: invalid_argument',
      'alice cannot ask get#all at project web: invalid_argument',
      `alice cannot ask ${'a'.repeat(256)} at project web: invalid_argument`,
    ],
  },
  {
    name: 'every form of a permission’s name',
    world: `${TREE}
      grant app_project_viewer to alice at project web
      grant reader to alice at compute/order o1`,
    checks: [
      'alice may get at project web',
      'alice may app_project_get at project web',
      'alice may app.project.get at project web',
      'alice may app.project_get at project web',
      'alice may get at compute/order o1',
      'alice may compute_order_get at compute/order o1',
      'alice may compute.order.get at compute/order o1',
    ],
  },
  {
    name: 'a bare verb is of the object’s type',
    world: `${TREE}
      grant reader to alice at organization acme`,
    checks: [
      'alice may get at compute/order o1',
      'alice may not get at compute/folder f1: no_grant',
      'alice may not get at project web: no_grant',
      'alice cannot ask cancel at compute/order o1: not_found',
      'alice cannot ask projectcreate at project web: not_found',
    ],
  },
  {
    name: 'every form of an object’s name',
    world: `${TREE}
      grant app_organization_owner to alice at organization acme`,
    checks: [
      `alice may get at app/organization:${idOf('app/organization acme')}`,
      `alice may get at organization:${idOf('app/organization acme')}`,
      `alice may get at org:${idOf('app/organization acme')}`,
      'alice may get at org:acme',
      'alice may get at organization:acme',
      'alice may get at app/organization:acme',
      'alice may get at project:web',
      'alice may get at app/project:web',
      `alice may get at project:${idOf('app/project web')}`,
      `alice may get at group:${idOf('app/group devs')}`,
      `alice may get at compute/order:${idOf('compute/order o1')}`,
      'alice may get at urn compute/order frn:web:compute/order:o1',
      'alice may get at urn compute/folder frn:web:compute/folder:f1',
      'alice may get at urn project web',
    ],
  },
  {
    name: 'a name that names nothing is not found',
    world: `${TREE}
      organization gone
      delete organization gone`,
    checks: [
      'alice cannot ask get at org:nosuch: not_found',
      'alice cannot ask get at org:gone: not_found',
      'alice cannot ask get at org:ACME: not_found',
      'alice cannot ask get at project:nosuch: not_found',
      'alice cannot ask get at project:acme: not_found',
      'alice cannot ask get at compute/order:o1: not_found',
      'alice cannot ask get at urn compute/order frn:web:compute/order:o2: not_found',
      'alice cannot ask check at platform:elsewhere: not_found',
      `alice cannot ask check at platform:${NOWHERE}: not_found`,
      `alice cannot ask get at project:${idOf('app/project web').toUpperCase()}: not_found`,
    ],
  },
  {
    name: 'groups, users and service users go by their ids alone',
    world: TREE,
    checks: [
      'alice cannot ask get at group:devs: invalid_argument',
      'alice cannot ask get at user:alice: invalid_argument',
      'alice cannot ask get at serviceuser:bot: invalid_argument',
    ],
  },
];
