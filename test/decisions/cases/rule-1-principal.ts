// Decision rule 1: the principal must exist and be enabled, and so must a service user's organization.
import { idOf } from '../../support/world.js';
import type { DecisionCase } from './case.js';

export const principalCases: readonly DecisionCase[] = [
  {
    name: 'an enabled user with a grant is allowed',
    world: `
      organization acme
      user alice
      grant app_organization_viewer to alice at organization acme`,
    checks: ['alice may get at organization acme'],
  },
  {
    name: 'an unknown user is denied as disabled',
    world: 'organization acme',
    checks: [
      'app/user:00000000-0000-4000-8000-000000000009 may not get at organization acme: principal_disabled',
      'app/serviceuser:00000000-0000-4000-8000-000000000009 may not get at organization acme: principal_disabled',
      'app/group:00000000-0000-4000-8000-000000000009 may not get at organization acme: principal_disabled',
    ],
  },
  {
    name: 'an id is of one kind of principal alone',
    world: `
      organization acme
      serviceuser bot in acme
      grant app_organization_owner to bot at organization acme`,
    checks: [
      'bot may get at organization acme',
      `app/user:${idOf('app/serviceuser bot')} may not get at organization acme: principal_disabled`,
    ],
  },
  {
    name: 'a disabled user is denied whatever was granted',
    world: `
      organization acme
      user alice
      grant app_organization_owner to alice at organization acme
      disable user alice`,
    checks: ['alice may not get at organization acme: principal_disabled'],
  },
  {
    name: 'an enabled again user is allowed again',
    world: `
      organization acme
      user alice
      grant app_organization_owner to alice at organization acme
      disable user alice
      enable user alice`,
    checks: ['alice may get at organization acme'],
  },
  {
    name: 'a disabled service user is denied',
    world: `
      organization acme
      serviceuser bot in acme
      grant app_organization_owner to bot at organization acme
      disable serviceuser bot`,
    checks: ['bot may not get at organization acme: principal_disabled'],
  },
  {
    name: 'a service user of a disabled organization is denied everywhere',
    world: `
      organization acme
      organization beta
      serviceuser bot in acme
      grant app_organization_viewer to bot at organization beta
      disable organization acme`,
    checks: [
      'bot may not get at organization acme: principal_disabled',
      'bot may not get at organization beta: principal_disabled',
    ],
  },
  {
    name: 'a user belongs to no organization: a disabled one takes nothing from them elsewhere',
    world: `
      organization acme
      organization beta
      user alice
      grant app_organization_viewer to alice at organization acme
      grant app_organization_viewer to alice at organization beta
      disable organization acme`,
    checks: ['alice may get at organization beta', 'alice may not get at organization acme: organization_disabled'],
  },
  {
    name: "the platform's own service user has no organization that could be disabled",
    world: `
      organization acme
      serviceuser root
      grant app_organization_viewer to root at organization acme`,
    checks: ['root may get at organization acme'],
  },
  {
    name: 'a group asked about as principal counts while it and its organization are enabled',
    world: `
      organization acme
      organization beta
      group devs in acme
      group idle in acme
      group far in beta
      grant app_organization_viewer to devs at organization acme
      grant app_organization_viewer to idle at organization acme
      disable group idle
      disable organization beta`,
    checks: [
      'devs may get at organization acme',
      'idle may not get at organization acme: principal_disabled',
      'far may not get at organization acme: principal_disabled',
    ],
  },
  {
    name: 'a user that was deleted and created again holds nothing of the old one',
    world: `
      organization acme
      user alice
      grant app_organization_owner to alice at organization acme
      platform member alice
      delete user alice
      user alice`,
    checks: ['alice may not get at organization acme: no_grant', 'alice may not check at platform: no_grant'],
  },
];
