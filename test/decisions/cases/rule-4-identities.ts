// Decision rule 4: a principal counts as every group it is in, through enabled groups of enabled organizations.
import { idOf } from '../../support/world.js';
import type { DecisionCase } from './case.js';

/** Alice in devs in staff in all; all may see the project. */
const NESTED = `
  organization acme
  project web in acme
  group devs in acme
  group staff in acme
  group all in acme
  user alice
  serviceuser bot in acme
  alice in devs
  bot in devs
  devs in staff
  staff in all
  grant app_project_viewer to all at project web`;

export const identityCases: readonly DecisionCase[] = [
  {
    name: 'members hold what their group was granted',
    world: `
      organization acme
      group devs in acme
      user alice
      user carol
      serviceuser bot in acme
      alice in devs
      bot in devs
      grant app_organization_viewer to devs at organization acme`,
    checks: [
      'alice may get at organization acme',
      'bot may get at organization acme',
      'devs may get at organization acme',
      'carol may not get at organization acme: no_grant',
    ],
  },
  {
    name: 'groups in groups: members hold what the groups above were granted',
    world: NESTED,
    checks: [
      'alice may get at project web',
      'bot may get at project web',
      'devs may get at project web',
      'alice may not update at project web: no_grant',
    ],
  },
  {
    name: 'a group above holds nothing of the groups below',
    world: `${NESTED}
      user carol
      carol in staff
      grant app_project_manager to devs at project web`,
    checks: [
      'alice may update at project web',
      'carol may get at project web',
      'carol may not update at project web: no_grant',
      'staff may not update at project web: no_grant',
    ],
  },
  {
    name: 'a disabled group on the way breaks the link to those above',
    world: `${NESTED}
      user carol
      carol in staff
      disable group devs`,
    checks: ['alice may not get at project web: no_grant', 'carol may get at project web'],
  },
  {
    name: 'a disabled group in the middle breaks the link',
    world: `${NESTED}
      disable group staff`,
    checks: ['alice may not get at project web: no_grant', 'all may get at project web'],
  },
  {
    name: 'the disabled group that was granted gives nothing',
    world: `${NESTED}
      disable group all`,
    checks: ['alice may not get at project web: no_grant'],
  },
  {
    name: 'another way around a disabled group still counts',
    world: `${NESTED}
      group ops in acme
      alice in ops
      ops in all
      disable group staff`,
    checks: ['alice may get at project web', 'bot may not get at project web: no_grant'],
  },
  {
    name: 'a group that is enabled again links again',
    world: `${NESTED}
      disable group staff
      enable group staff`,
    checks: ['alice may get at project web'],
  },
  {
    name: 'who left holds nothing any more',
    world: `${NESTED}
      alice leaves devs`,
    checks: ['alice may not get at project web: no_grant', 'bot may get at project web'],
  },
  {
    name: 'a group that left takes its members along',
    world: `${NESTED}
      devs leaves staff`,
    checks: ['alice may not get at project web: no_grant', 'devs may not get at project web: no_grant'],
  },
  {
    name: 'a deleted group links nobody',
    world: `${NESTED}
      delete group staff`,
    checks: ['alice may not get at project web: no_grant'],
  },
  {
    name: 'a group created again has neither the members nor the grants of the old one',
    world: `${NESTED}
      delete group all
      group all in acme
      grant app_project_viewer to all at project web`,
    checks: ['alice may not get at project web: no_grant', 'all may get at project web'],
  },
  {
    name: 'groups of a disabled organization are powerless everywhere',
    world: `
      organization acme
      organization beta
      group devs in acme
      user alice
      alice in devs
      grant app_organization_viewer to devs at organization beta
      disable organization acme`,
    checks: [
      'alice may not get at organization beta: no_grant',
      'devs may not get at organization beta: principal_disabled',
    ],
  },
  {
    name: 'a group of a disabled organization on the way breaks the link',
    world: `
      organization acme
      organization beta
      group devs in acme
      group staff in beta
      user alice
      alice in devs
      devs in staff
      grant app_organization_viewer to staff at organization beta
      disable organization acme`,
    checks: ['alice may not get at organization beta: no_grant', 'staff may get at organization beta'],
  },
  {
    name: 'a grant of their own outlasts a disabled group',
    world: `${NESTED}
      grant app_project_viewer to alice at project web
      disable group devs`,
    checks: ['alice may get at project web', 'bot may not get at project web: no_grant'],
  },
  {
    name: 'the same id is not a member as another kind of principal',
    world: NESTED,
    checks: [`app/serviceuser:${idOf('app/user alice')} may not get at project web: principal_disabled`],
  },
  {
    name: 'ten groups deep',
    world: `
      organization acme
      user alice
      ${Array.from({ length: 10 }, (_, depth) => `group g${depth} in acme`).join('\n')}
      alice in g0
      ${Array.from({ length: 9 }, (_, depth) => `g${depth} in g${depth + 1}`).join('\n')}
      grant app_organization_viewer to g9 at organization acme`,
    checks: ['alice may get at organization acme', 'alice may get at group g9', 'g5 may not get at group g4: no_grant'],
  },
  {
    name: 'more groups than are held whole: each way still counts, disabled ones do not',
    world: `
      organization acme
      project web in acme
      group far in acme
      group off in acme
      user alice
      ${Array.from({ length: 80 }, (_, number) => `group g${number} in acme\nalice in g${number}`).join('\n')}
      g79 in far
      g78 in off
      disable group off
      grant app_organization_viewer to far at organization acme
      grant app_project_viewer to off at project web
      grant app_group_owner to g3 at group g4`,
    checks: [
      'alice may get at organization acme',
      'alice may not get at project web: no_grant',
      'alice may delete at group g4',
      'alice may not delete at group g3: no_grant',
      'alice may get at group far',
      'alice may not get at group off: no_grant',
    ],
  },
];
