// Decision rule 6: the owner of a resource holds every permission of the types at and below it, on it and all below it.
import type { DecisionCase } from './case.js';

const TREE = `
  permission compute/order get
  permission compute/order cancel
  permission compute/folder get
  organization acme
  project web in acme
  resource compute/folder f1 in web
  resource compute/folder f2 under compute/folder f1
  resource compute/order o1 under compute/folder f2
  resource compute/order o2 in web
  user alice`;

export const ownerCases: readonly DecisionCase[] = [
  {
    name: 'the owner holds every permission on it',
    world: `${TREE}
      owner alice of compute/order o1`,
    checks: ['alice may get at compute/order o1', 'alice may cancel at compute/order o1'],
  },
  {
    name: 'the owner holds nothing beside or above it',
    world: `${TREE}
      owner alice of compute/order o1`,
    checks: [
      'alice may not get at compute/order o2: no_grant',
      'alice may not get at compute/folder f2: no_grant',
      'alice may not get at project web: no_grant',
      'alice may not compute_order_get at project web: no_grant',
    ],
  },
  {
    name: 'the owner of a folder holds everything in it, of every type',
    world: `${TREE}
      owner alice of compute/folder f1`,
    checks: [
      'alice may get at compute/folder f1',
      'alice may get at compute/folder f2',
      'alice may cancel at compute/order o1',
      'alice may compute_order_cancel at compute/folder f1',
      'alice may compute_order_cancel at compute/folder f2',
      'alice may not get at compute/order o2: no_grant',
    ],
  },
  {
    name: 'what is put into the folder is the owner’s, what is taken out is not',
    world: `${TREE}
      owner alice of compute/folder f1
      move compute/order o2 under compute/folder f2
      move compute/order o1 in web`,
    checks: ['alice may get at compute/order o2', 'alice may not get at compute/order o1: no_grant'],
  },
  {
    name: 'a permission defined later is the owner’s as well',
    world: `${TREE}
      owner alice of compute/order o1
      permission compute/order archive`,
    checks: ['alice may archive at compute/order o1'],
  },
  {
    name: 'a service user owns, and owns nothing while it is disabled',
    world: `${TREE}
      serviceuser bot in acme
      serviceuser off in acme
      owner bot of compute/order o1
      owner off of compute/order o2
      disable serviceuser off`,
    checks: ['bot may cancel at compute/order o1', 'off may not get at compute/order o2: principal_disabled'],
  },
  {
    name: 'what a group owns is its members’',
    world: `${TREE}
      group devs in acme
      alice in devs
      owner devs of compute/folder f2`,
    checks: ['alice may cancel at compute/order o1', 'alice may not get at compute/folder f1: no_grant'],
  },
  {
    name: 'an owner is denied in a disabled project and in a disabled organization',
    world: `${TREE}
      organization beta
      project far in beta
      resource compute/order o3 in far
      owner alice of compute/order o1
      owner alice of compute/order o3
      disable project web
      disable organization beta`,
    checks: [
      'alice may not get at compute/order o1: project_disabled',
      'alice may not get at compute/order o3: organization_disabled',
    ],
  },
  {
    name: 'who is owner no longer holds nothing',
    world: `${TREE}
      user carol
      owner alice of compute/order o1
      no owner alice of compute/order o1
      owner carol of compute/order o1`,
    checks: ['alice may not get at compute/order o1: no_grant', 'carol may get at compute/order o1'],
  },
];
