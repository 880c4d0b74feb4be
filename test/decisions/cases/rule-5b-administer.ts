// Decision rule 5b: an administrator of an organization, project or group holds everything at and below it.
import type { DecisionCase } from './case.js';

const TREE = `
  permission compute/order get
  role superproject: app_project_administer
  role supergroup: app_group_administer
  role superorganization: app_organization_administer
  organization acme
  organization beta
  project web in acme
  project app in acme
  project far in beta
  group devs in acme
  group ops in acme
  group staff in beta
  resource compute/folder f1 in web
  resource compute/order o1 under compute/folder f1
  resource compute/order o2 in app
  resource compute/order o3 in far
  user alice`;

export const administerCases: readonly DecisionCase[] = [
  {
    name: "an organization's administrator holds everything in it",
    world: `${TREE}
      grant app_organization_owner to alice at organization acme`,
    checks: [
      'alice may administer at organization acme',
      'alice may billingmanage at organization acme',
      'alice may app_project_delete at organization acme',
      'alice may app_group_administer at organization acme',
      'alice may compute_order_get at organization acme',
      'alice may administer at project web',
      'alice may policymanage at project app',
      'alice may compute_order_get at project web',
      'alice may administer at group devs',
      'alice may get at compute/order o1',
      'alice may compute_order_get at compute/folder f1',
    ],
  },
  {
    name: "an organization's administrator holds nothing in another or on the platform",
    world: `${TREE}
      grant app_organization_owner to alice at organization acme`,
    checks: [
      'alice may not get at organization beta: no_grant',
      'alice may not get at project far: no_grant',
      'alice may not get at group staff: no_grant',
      'alice may not get at compute/order o3: no_grant',
      'alice may not app_organization_administer at platform: no_grant',
    ],
  },
  {
    name: "a project's administrator holds the project and what is in it",
    world: `${TREE}
      grant app_project_owner to alice at project web`,
    checks: [
      'alice may administer at project web',
      'alice may delete at project web',
      'alice may compute_order_get at project web',
      'alice may get at compute/order o1',
      'alice may not get at project app: no_grant',
      'alice may not get at compute/order o2: no_grant',
      'alice may not get at organization acme: no_grant',
      'alice may not app_project_get at organization acme: no_grant',
      'alice may not get at group devs: no_grant',
    ],
  },
  {
    name: "a project's administrator bound at the organization holds every project in it and nothing of the organization itself",
    world: `${TREE}
      grant app_project_owner to alice at organization acme`,
    checks: [
      'alice may administer at project web',
      'alice may policymanage at project app',
      'alice may get at compute/order o1',
      'alice may get at compute/order o2',
      'alice may not get at project far: no_grant',
      'alice may not get at organization acme: no_grant',
      'alice may not administer at organization acme: no_grant',
      'alice may not projectcreate at organization acme: no_grant',
      'alice may not get at group devs: no_grant',
    ],
  },
  {
    name: "a project's administrator bound at the organization: asked at the organization, only what the role lists",
    world: `${TREE}
      grant app_project_owner to alice at organization acme`,
    checks: [
      'alice may app_project_administer at organization acme',
      'alice may not app_project_delete at organization acme: no_grant',
      'alice may not compute_order_get at organization acme: no_grant',
    ],
  },
  {
    name: 'administrators bound at the platform',
    world: `${TREE}
      user carol
      user dave
      grant superorganization to alice at platform
      grant superproject to carol at platform
      grant supergroup to dave at platform`,
    checks: [
      'alice may delete at organization beta',
      'alice may get at compute/order o3',
      'alice may delete at group staff',
      'alice may not superuser at platform: no_grant',
      'alice may not app_organization_get at platform: no_grant',
      'carol may delete at project far',
      'carol may get at compute/order o1',
      'carol may not get at organization acme: no_grant',
      'carol may not get at group devs: no_grant',
      'dave may update at group staff',
      'dave may not get at project web: no_grant',
    ],
  },
  {
    name: "a group's administrator holds the group and nothing it was granted",
    world: `${TREE}
      grant app_group_owner to alice at group devs
      grant app_project_viewer to devs at project web`,
    checks: [
      'alice may administer at group devs',
      'alice may delete at group devs',
      'alice may not get at group ops: no_grant',
      'alice may not get at project web: no_grant',
    ],
  },
  {
    name: "a group's administrator bound at the organization holds every group in it",
    world: `${TREE}
      grant app_group_owner to alice at organization acme`,
    checks: [
      'alice may delete at group devs',
      'alice may get at group ops',
      'alice may not get at group staff: no_grant',
      'alice may not get at organization acme: no_grant',
      'alice may not get at project web: no_grant',
      'alice may not get at compute/order o1: no_grant',
    ],
  },
  {
    name: 'an administer that does not lie on the path gives nothing',
    world: `${TREE}
      grant superorganization to alice at project web
      grant supergroup to alice at project app`,
    checks: [
      'alice may not get at project web: no_grant',
      'alice may not get at compute/order o1: no_grant',
      'alice may not get at project app: no_grant',
      'alice may not get at organization acme: no_grant',
    ],
  },
  {
    name: 'administer at a folder gives nothing below it: no organization, project or group lies on the way',
    world: `${TREE}
      grant superproject to alice at compute/folder f1`,
    checks: ['alice may not get at compute/order o1: no_grant'],
  },
  {
    name: 'administrators through groups',
    world: `${TREE}
      alice in devs
      grant app_organization_owner to devs at organization acme`,
    checks: [
      'alice may get at compute/order o1',
      'alice may administer at project web',
      'alice may delete at group devs',
    ],
  },
];
