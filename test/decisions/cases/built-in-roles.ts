// What each built-in role gives, written out: every built-in permission that is not listed is denied.

export interface BuiltInRoleCase {
  readonly role: string;
  /** Where it is granted; each permission is asked at `organization acme`, `project web` or `group devs`, by its type. */
  readonly at: 'organization acme' | 'project web' | 'group devs';
  readonly holds: readonly string[];
}

const ORGANIZATION = [
  'app_organization_administer',
  'app_organization_delete',
  'app_organization_update',
  'app_organization_get',
  'app_organization_rolemanage',
  'app_organization_policymanage',
  'app_organization_projectlist',
  'app_organization_grouplist',
  'app_organization_invitationlist',
  'app_organization_projectcreate',
  'app_organization_groupcreate',
  'app_organization_invitationcreate',
  'app_organization_serviceusermanage',
  'app_organization_billingmanage',
  'app_organization_billingview',
];
const PROJECT = [
  'app_project_administer',
  'app_project_delete',
  'app_project_update',
  'app_project_get',
  'app_project_policymanage',
  'app_project_resourcelist',
];
const GROUP = ['app_group_administer', 'app_group_delete', 'app_group_update', 'app_group_get'];

/** The 25 permissions there are. */
export const EVERY_PERMISSION: readonly string[] = [...ORGANIZATION, ...PROJECT, ...GROUP];

/** Each role where its scope says it belongs: 250 pairs. */
export const AT_THEIR_SCOPE: readonly BuiltInRoleCase[] = [
  { role: 'app_organization_owner', at: 'organization acme', holds: [...ORGANIZATION, ...PROJECT, ...GROUP] },
  {
    role: 'app_organization_manager',
    at: 'organization acme',
    holds: [
      'app_organization_update',
      'app_organization_get',
      'app_organization_projectcreate',
      'app_organization_projectlist',
      'app_organization_groupcreate',
      'app_organization_grouplist',
      'app_organization_serviceusermanage',
      'app_project_get',
      'app_project_update',
    ],
  },
  {
    role: 'app_organization_accessmanager',
    at: 'organization acme',
    holds: [
      'app_organization_invitationcreate',
      'app_organization_invitationlist',
      'app_organization_rolemanage',
      'app_organization_policymanage',
    ],
  },
  { role: 'app_organization_viewer', at: 'organization acme', holds: ['app_organization_get'] },
  { role: 'app_project_owner', at: 'project web', holds: PROJECT },
  {
    role: 'app_project_manager',
    at: 'project web',
    holds: ['app_project_update', 'app_project_get', 'app_project_resourcelist'],
  },
  { role: 'app_project_viewer', at: 'project web', holds: ['app_project_get'] },
  { role: 'app_group_owner', at: 'group devs', holds: GROUP },
  { role: 'app_group_member', at: 'group devs', holds: ['app_group_get'] },
  {
    role: 'app_billing_manager',
    at: 'organization acme',
    holds: ['app_organization_billingview', 'app_organization_billingmanage'],
  },
];

/** Roles of projects and groups granted at the organization: 125 pairs more. */
export const AT_THE_ORGANIZATION: readonly BuiltInRoleCase[] = [
  { role: 'app_project_owner', at: 'organization acme', holds: PROJECT },
  {
    role: 'app_project_manager',
    at: 'organization acme',
    holds: [
      'app_project_update',
      'app_project_get',
      'app_project_resourcelist',
      'app_organization_projectcreate',
      'app_organization_projectlist',
      'app_organization_grouplist',
    ],
  },
  { role: 'app_project_viewer', at: 'organization acme', holds: ['app_project_get'] },
  { role: 'app_group_owner', at: 'organization acme', holds: GROUP },
  { role: 'app_group_member', at: 'organization acme', holds: ['app_group_get'] },
];
