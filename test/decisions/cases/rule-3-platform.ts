// Decision rule 3: platform administrators are allowed everything on what exists; platform members hold `check` alone.
import type { DecisionCase } from './case.js';

const NOWHERE = '00000000-0000-4000-8000-00000000000f';

const TREE = `
  permission compute/order get
  organization acme
  project web in acme
  group devs in acme
  serviceuser bot in acme
  resource compute/order o1 in web
  user alice
  user carol`;

export const platformCases: readonly DecisionCase[] = [
  {
    name: 'an administrator is allowed everything without any grant',
    world: `${TREE}
      platform admin alice`,
    checks: [
      'alice may superuser at platform',
      'alice may check at platform',
      'alice may app_organization_administer at platform',
      'alice may delete at organization acme',
      'alice may administer at project web',
      'alice may update at group devs',
      'alice may get at compute/order o1',
    ],
  },
  {
    name: 'an administrator passes what is disabled',
    world: `${TREE}
      platform admin alice
      disable group devs
      disable project web
      disable organization acme`,
    checks: [
      'alice may update at organization acme',
      'alice may update at project web',
      'alice may get at group devs',
      'alice may get at compute/order o1',
    ],
  },
  {
    name: 'what does not exist is unknown to an administrator too',
    world: `${TREE}
      platform admin alice`,
    checks: [
      `alice may not get at compute/order:${NOWHERE}: resource_unknown`,
      `alice may not get at organization:${NOWHERE}: resource_unknown`,
      'alice cannot ask get at organization:nosuch: not_found',
      'alice cannot ask nosuch at organization acme: not_found',
    ],
  },
  {
    name: 'a disabled administrator is denied',
    world: `${TREE}
      platform admin alice
      platform admin bot
      disable user alice
      disable organization acme`,
    checks: [
      'alice may not superuser at platform: principal_disabled',
      'bot may not get at organization acme: principal_disabled',
    ],
  },
  {
    name: 'a service user may be an administrator, of an organization or of the platform',
    world: `${TREE}
      serviceuser root
      platform admin root
      platform admin bot`,
    checks: [
      'root may delete at organization acme',
      'bot may delete at organization acme',
      'bot may superuser at platform',
    ],
  },
  {
    name: 'a member holds check on the platform and nothing else',
    world: `${TREE}
      platform member carol`,
    checks: [
      'carol may check at platform',
      'carol may app_platform_check at platform',
      'carol may app.platform.check at platform:platform',
      'carol may not superuser at platform: no_grant',
      'carol may not app_organization_get at platform: no_grant',
      'carol may not get at organization acme: no_grant',
      'carol may not get at compute/order o1: no_grant',
    ],
  },
  {
    name: 'who is both is an administrator',
    world: `${TREE}
      platform member alice
      platform admin alice
      platform admin carol
      platform member carol`,
    checks: ['alice may delete at organization acme', 'carol may delete at organization acme'],
  },
  {
    name: 'who ceases to be an administrator holds nothing; a member stays one',
    world: `${TREE}
      platform admin alice
      platform member alice
      platform admin carol
      no platform admin alice
      no platform admin carol`,
    checks: [
      'alice may not get at organization acme: no_grant',
      'alice may check at platform',
      'carol may not check at platform: no_grant',
    ],
  },
  {
    name: 'nobody else holds anything on the platform',
    world: `${TREE}
      grant app_organization_owner to alice at organization acme`,
    checks: [
      'alice may not superuser at platform: no_grant',
      'alice may not check at platform: no_grant',
      'alice may not app_organization_get at platform: no_grant',
    ],
  },
  {
    name: 'check and superuser are asked on the platform alone',
    world: TREE,
    checks: [
      'alice cannot ask app_platform_superuser at organization acme: invalid_argument',
      'alice cannot ask app.platform.check at project web: invalid_argument',
      'alice cannot ask superuser at organization acme: not_found',
      'alice cannot ask get at platform: not_found',
    ],
  },
];
