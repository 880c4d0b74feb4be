// Decision rule 2: the object must be there, and its organization and project must be enabled.
import { idOf } from '../../support/world.js';
import type { DecisionCase } from './case.js';

const ORDER_ID = idOf('compute/order o1');
const NOWHERE = '00000000-0000-4000-8000-00000000000f';

/** Alice holds everything in acme. */
const OWNED = `
  permission compute/order get
  permission compute/folder get
  organization acme
  project web in acme
  group devs in acme
  serviceuser bot in acme
  resource compute/folder f1 in web
  resource compute/order o1 under compute/folder f1
  user alice
  grant app_organization_owner to alice at organization acme`;

export const objectCases: readonly DecisionCase[] = [
  {
    name: 'an id that names nothing is denied as unknown',
    world: OWNED,
    checks: [
      `alice may not get at organization:${NOWHERE}: resource_unknown`,
      `alice may not get at project:${NOWHERE}: resource_unknown`,
      `alice may not get at group:${NOWHERE}: resource_unknown`,
      `alice may not get at compute/order:${NOWHERE}: resource_unknown`,
    ],
  },
  {
    name: 'a resource is found by its own type alone',
    world: `${OWNED}
      permission compute/disk get`,
    checks: [
      'alice may get at compute/order o1',
      `alice may not get at compute/disk:${ORDER_ID}: resource_unknown`,
      `alice may not get at project:${ORDER_ID}: resource_unknown`,
    ],
  },
  {
    name: 'everything in a disabled organization is denied',
    world: `${OWNED}
      disable organization acme`,
    checks: [
      'alice may not get at organization acme: organization_disabled',
      'alice may not get at project web: organization_disabled',
      'alice may not get at group devs: organization_disabled',
      'alice may not get at compute/folder f1: organization_disabled',
      'alice may not get at compute/order o1: organization_disabled',
    ],
  },
  {
    name: 'a disabled organization is told from others beside it',
    world: `${OWNED}
      organization beta
      organization gamma
      disable organization gamma
      user bob
      grant app_organization_viewer to bob at platform`,
    checks: [
      'bob may get at organization acme',
      'bob may get at organization beta',
      'bob may not get at organization gamma: organization_disabled',
    ],
  },
  {
    name: 'an organization that is enabled again is decided as before',
    world: `${OWNED}
      disable organization acme
      enable organization acme`,
    checks: ['alice may get at organization acme', 'alice may get at compute/order o1'],
  },
  {
    name: 'resources in a disabled project are denied, the project itself is not',
    world: `${OWNED}
      disable project web`,
    checks: [
      'alice may update at project web',
      'alice may compute_order_get at project web',
      'alice may not get at compute/folder f1: project_disabled',
      'alice may not get at compute/order o1: project_disabled',
      'alice may compute_order_get at organization acme',
    ],
  },
  {
    name: 'a disabled project in a disabled organization is of the organization first',
    world: `${OWNED}
      disable project web
      disable organization acme`,
    checks: [
      'alice may not get at project web: organization_disabled',
      'alice may not get at compute/order o1: organization_disabled',
    ],
  },
  {
    name: 'a disabled group stays decidable as an object',
    world: `${OWNED}
      disable group devs`,
    checks: ['alice may update at group devs', 'alice may delete at group devs'],
  },
  {
    name: 'a deleted resource is unknown, and so is what lay below it',
    world: `${OWNED}
      resource compute/order o2 in web
      delete compute/folder f1`,
    checks: [
      'alice may get at compute/order o2',
      `alice may not get at compute/order:${ORDER_ID}: resource_unknown`,
      `alice may not get at compute/folder:${idOf('compute/folder f1')}: resource_unknown`,
    ],
  },
  {
    name: 'a resource created again shares nothing with the old one',
    world: `${OWNED}
      user carol
      role reader: compute_order_get
      owner carol of compute/order o1
      delete compute/order o1
      resource compute/order o1 in web`,
    checks: ['alice may get at compute/order o1', 'carol may not get at compute/order o1: no_grant'],
  },
];
