// Decision rule 11: of several reasons for a denial, the first in their order.
import type { DecisionCase } from './case.js';

const NOWHERE = '00000000-0000-4000-8000-00000000000f';

const TREE = `
  permission compute/order get
  organization acme
  project web in acme
  resource compute/order o1 in web
  user alice
  serviceuser bot in acme`;

export const orderCases: readonly DecisionCase[] = [
  {
    name: 'the principal before everything',
    world: `${TREE}
      disable user alice
      disable project web
      disable organization acme`,
    checks: [
      `alice may not get at compute/order:${NOWHERE}: principal_disabled`,
      'alice may not get at compute/order o1: principal_disabled',
      'bot may not get at organization acme: principal_disabled',
      `bot may not get at project:${NOWHERE}: principal_disabled`,
    ],
  },
  {
    name: 'the unknown object before what is disabled',
    world: `${TREE}
      disable organization acme`,
    checks: [`alice may not get at compute/order:${NOWHERE}: resource_unknown`],
  },
  {
    name: 'the organization before the project',
    world: `${TREE}
      disable project web
      disable organization acme`,
    checks: ['alice may not get at compute/order o1: organization_disabled'],
  },
  {
    name: 'the project before the missing grant',
    world: `${TREE}
      disable project web`,
    checks: ['alice may not get at compute/order o1: project_disabled', 'alice may not get at project web: no_grant'],
  },
  {
    name: 'what is disabled before a grant that would allow',
    world: `${TREE}
      grant app_organization_owner to alice at organization acme
      disable project web`,
    checks: ['alice may not get at compute/order o1: project_disabled'],
  },
  {
    name: 'errors of the question before any decision',
    world: `${TREE}
      disable user alice`,
    checks: [
      'alice cannot ask nosuch at organization acme: not_found',
      'alice cannot ask get at org:nosuch: not_found',
      'alice cannot ask app_organization_get at project web: invalid_argument',
    ],
  },
];
