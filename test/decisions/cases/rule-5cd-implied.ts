// Decision rules 5c and 5d: who may update an organization or project may see it, and members may see their group.
import type { DecisionCase } from './case.js';

const TREE = `
  role orgupdater: app_organization_update
  role projectupdater: app_project_update
  role groupupdater: app_group_update
  organization acme
  project web in acme
  group devs in acme
  group staff in acme
  user alice`;

export const impliedCases: readonly DecisionCase[] = [
  {
    name: 'update of the organization gives get of it',
    world: `${TREE}
      grant orgupdater to alice at organization acme`,
    checks: [
      'alice may get at organization acme',
      'alice may not delete at organization acme: no_grant',
      'alice may not get at project web: no_grant',
    ],
  },
  {
    name: 'update of the project gives get of it, from the project or above it',
    world: `${TREE}
      user carol
      grant projectupdater to alice at project web
      grant projectupdater to carol at organization acme`,
    checks: [
      'alice may get at project web',
      'carol may get at project web',
      'carol may app_project_get at organization acme',
      'alice may not resourcelist at project web: no_grant',
      'carol may not get at organization acme: no_grant',
    ],
  },
  {
    name: 'update of another type gives no get',
    world: `${TREE}
      grant projectupdater to alice at organization acme
      user carol
      grant orgupdater to carol at platform`,
    checks: [
      'alice may not get at organization acme: no_grant',
      'carol may get at organization acme',
      'carol may not get at project web: no_grant',
    ],
  },
  {
    name: 'update of a group gives no get',
    world: `${TREE}
      grant groupupdater to alice at group devs`,
    checks: ['alice may update at group devs', 'alice may not get at group devs: no_grant'],
  },
  {
    name: 'get gives no update',
    world: `${TREE}
      grant app_project_viewer to alice at project web`,
    checks: ['alice may not update at project web: no_grant'],
  },
  {
    name: 'members may see their group and nothing else of it',
    world: `${TREE}
      serviceuser bot in acme
      alice in devs
      bot in devs`,
    checks: [
      'alice may get at group devs',
      'bot may app_group_get at group devs',
      'alice may not update at group devs: no_grant',
      'alice may not administer at group devs: no_grant',
      'alice may not get at group staff: no_grant',
      'alice may not app_group_get at organization acme: no_grant',
    ],
  },
  {
    name: 'members of a group in a group may see both',
    world: `${TREE}
      user carol
      alice in devs
      devs in staff
      carol in staff`,
    checks: [
      'alice may get at group devs',
      'alice may get at group staff',
      'devs may get at group staff',
      'carol may not get at group devs: no_grant',
    ],
  },
  {
    name: 'a group is not in itself',
    world: TREE,
    checks: ['devs may not get at group devs: no_grant'],
  },
  {
    name: 'a disabled group between breaks that too, and a disabled group shows itself to nobody for being in it',
    world: `${TREE}
      alice in devs
      devs in staff
      disable group devs`,
    checks: ['alice may not get at group staff: no_grant', 'alice may not get at group devs: no_grant'],
  },
  {
    name: 'who left may not see the group',
    world: `${TREE}
      alice in devs
      alice leaves devs`,
    checks: ['alice may not get at group devs: no_grant'],
  },
];
