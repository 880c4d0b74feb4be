// Decision rule 5a: a policy at the object or above it allows what its role lists.
import type { DecisionCase } from './case.js';

const TREE = `
  permission compute/order get
  permission compute/order cancel
  permission compute/folder get
  role reader: compute_order_get
  role clerk: compute_order_get compute_order_cancel compute_folder_get
  organization acme
  organization beta
  project web in acme
  project app in acme
  project far in beta
  group devs in acme
  resource compute/folder f1 in web
  resource compute/folder f2 under compute/folder f1
  resource compute/order o1 under compute/folder f2
  resource compute/order o2 in web
  resource compute/order o3 in app
  resource compute/order o4 in far
  user alice`;

export const roleCases: readonly DecisionCase[] = [
  {
    name: 'at the object itself',
    world: `${TREE}
      grant reader to alice at compute/order o1`,
    checks: [
      'alice may get at compute/order o1',
      'alice may not cancel at compute/order o1: no_grant',
      'alice may not get at compute/order o2: no_grant',
      'alice may not get at compute/folder f2: no_grant',
    ],
  },
  {
    name: 'at a folder: what lies in it, at any depth',
    world: `${TREE}
      grant clerk to alice at compute/folder f1`,
    checks: [
      'alice may get at compute/folder f1',
      'alice may get at compute/folder f2',
      'alice may cancel at compute/order o1',
      'alice may not get at compute/order o2: no_grant',
    ],
  },
  {
    name: 'at the project: everything in it, nothing beside it',
    world: `${TREE}
      grant reader to alice at project web`,
    checks: [
      'alice may get at compute/order o1',
      'alice may get at compute/order o2',
      'alice may not get at compute/order o3: no_grant',
      'alice may not get at project web: no_grant',
    ],
  },
  {
    name: 'at the organization: everything in it, nothing in another',
    world: `${TREE}
      grant reader to alice at organization acme`,
    checks: [
      'alice may get at compute/order o1',
      'alice may get at compute/order o3',
      'alice may not get at compute/order o4: no_grant',
      'alice may not get at organization acme: no_grant',
    ],
  },
  {
    name: 'at the platform: everywhere',
    world: `${TREE}
      grant reader to alice at platform
      grant app_organization_viewer to alice at platform`,
    checks: [
      'alice may get at compute/order o1',
      'alice may get at compute/order o4',
      'alice may get at organization beta',
      'alice may compute_order_get at platform',
      'alice may not cancel at compute/order o4: no_grant',
      'alice may not superuser at platform: no_grant',
    ],
  },
  {
    name: 'below the object: nothing',
    world: `${TREE}
      grant clerk to alice at compute/order o1`,
    checks: [
      'alice may not get at compute/folder f2: no_grant',
      'alice may not compute_order_get at project web: no_grant',
    ],
  },
  {
    name: 'a role of an organization gives like any other',
    world: `${TREE}
      role local of acme: compute_order_cancel
      grant local to alice at project web`,
    checks: ['alice may cancel at compute/order o1', 'alice may not get at compute/order o1: no_grant'],
  },
  {
    name: 'several roles add up',
    world: `${TREE}
      role canceller: compute_order_cancel
      grant reader to alice at organization acme
      grant canceller to alice at compute/order o1`,
    checks: [
      'alice may get at compute/order o1',
      'alice may cancel at compute/order o1',
      'alice may not cancel at compute/order o2: no_grant',
    ],
  },
  {
    name: 'a role gives what it lists now',
    world: `${TREE}
      grant reader to alice at project web
      role reader: compute_order_cancel`,
    checks: ['alice may cancel at compute/order o1', 'alice may not get at compute/order o1: no_grant'],
  },
  {
    name: 'a disabled role gives nothing',
    world: `${TREE}
      grant clerk to alice at project web
      disable role clerk`,
    checks: ['alice may not get at compute/order o1: no_grant'],
  },
  {
    name: 'a permission that was removed and defined again is in no role',
    world: `${TREE}
      grant clerk to alice at project web
      no permission compute/order cancel
      permission compute/order cancel`,
    checks: ['alice may get at compute/order o1', 'alice may not cancel at compute/order o1: no_grant'],
  },
  {
    name: 'a revoked policy gives nothing; the others stay',
    world: `${TREE}
      grant clerk to alice at project web
      grant reader to alice at project web
      revoke clerk from alice at project web`,
    checks: ['alice may get at compute/order o1', 'alice may not cancel at compute/order o1: no_grant'],
  },
  {
    name: 'a moved resource is under what it lies in now',
    world: `${TREE}
      grant reader to alice at compute/folder f1
      move compute/order o1 in web
      move compute/order o2 under compute/folder f2`,
    checks: ['alice may not get at compute/order o1: no_grant', 'alice may get at compute/order o2'],
  },
  {
    name: 'a moved folder takes what lies in it along',
    world: `${TREE}
      grant reader to alice at compute/folder f1
      move compute/folder f2 in web`,
    checks: ['alice may not get at compute/order o1: no_grant'],
  },
  {
    name: 'permissions of the organization in a role bound at a project give nothing on the organization',
    world: `${TREE}
      grant app_project_manager to alice at project web`,
    checks: [
      'alice may resourcelist at project web',
      'alice may not projectlist at organization acme: no_grant',
      'alice may not app_project_get at organization acme: no_grant',
    ],
  },
  {
    name: 'at a group: the group alone',
    world: `${TREE}
      group ops in acme
      grant app_group_member to alice at group devs`,
    checks: [
      'alice may get at group devs',
      'alice may not update at group devs: no_grant',
      'alice may not get at group ops: no_grant',
    ],
  },
  {
    name: 'more grants than are held whole: each counts, no other does',
    world: `${TREE}
      ${Array.from({ length: 300 }, (_, number) => `resource compute/order n${number} in app`).join('\n')}
      ${Array.from({ length: 299 }, (_, number) => `grant reader to alice at compute/order n${number}`).join('\n')}
      grant clerk to alice at compute/folder f1
      owner alice of compute/folder f2`,
    checks: [
      'alice may get at compute/order n0',
      'alice may get at compute/order n298',
      'alice may not get at compute/order n299: no_grant',
      'alice may not cancel at compute/order n0: no_grant',
      'alice may cancel at compute/order o1',
      'alice may get at compute/folder f1',
      'alice may not get at compute/order o2: no_grant',
    ],
  },
];
