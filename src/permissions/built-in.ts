// The permissions and roles that exist from the start, as data; upstream's, name for name.

/** Verbs by built-in namespace: 25 permissions. */
export const BUILT_IN_PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  'app/organization': [
    'administer',
    'delete',
    'update',
    'get',
    'rolemanage',
    'policymanage',
    'projectlist',
    'grouplist',
    'invitationlist',
    'projectcreate',
    'groupcreate',
    'invitationcreate',
    'serviceusermanage',
    'billingmanage',
    'billingview',
  ],
  'app/project': ['administer', 'delete', 'update', 'get', 'policymanage', 'resourcelist'],
  'app/group': ['administer', 'delete', 'update', 'get'],
};

export interface BuiltInRole {
  readonly name: string;
  readonly title: string;
  readonly scopes: readonly string[];
  /** Slugs. */
  readonly permissions: readonly string[];
}

const ORGANIZATION = ['app/organization'];
const PROJECT = ['app/project'];
const GROUP = ['app/group'];

export const BUILT_IN_ROLES: readonly BuiltInRole[] = [
  {
    name: 'app_organization_owner',
    title: 'Owner',
    scopes: ORGANIZATION,
    permissions: ['app_organization_administer'],
  },
  {
    name: 'app_organization_manager',
    title: 'Admin',
    scopes: ORGANIZATION,
    permissions: [
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
    name: 'app_organization_accessmanager',
    title: 'Access Manager',
    scopes: ORGANIZATION,
    permissions: [
      'app_organization_invitationcreate',
      'app_organization_invitationlist',
      'app_organization_rolemanage',
      'app_organization_policymanage',
    ],
  },
  { name: 'app_organization_viewer', title: 'Member', scopes: ORGANIZATION, permissions: ['app_organization_get'] },
  { name: 'app_project_owner', title: 'Owner', scopes: PROJECT, permissions: ['app_project_administer'] },
  {
    name: 'app_project_manager',
    title: 'Manager',
    scopes: PROJECT,
    permissions: [
      'app_project_update',
      'app_project_get',
      'app_project_resourcelist',
      'app_organization_projectcreate',
      'app_organization_projectlist',
      'app_organization_grouplist',
    ],
  },
  { name: 'app_project_viewer', title: 'Viewer', scopes: PROJECT, permissions: ['app_project_get'] },
  { name: 'app_group_owner', title: 'Owner', scopes: GROUP, permissions: ['app_group_administer'] },
  { name: 'app_group_member', title: 'Member', scopes: GROUP, permissions: ['app_group_get'] },
  {
    name: 'app_billing_manager',
    title: 'Billing Manager',
    scopes: ORGANIZATION,
    permissions: ['app_organization_billingview', 'app_organization_billingmanage'],
  },
];
