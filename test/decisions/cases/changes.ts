// Changes and what they do to a decision that is warm.

export interface Change {
  readonly name: string;
  /** Told at first, besides the tree. */
  readonly before: string;
  /** What `alice may get at compute/order o1` comes to before and after the change. */
  readonly from: string;
  readonly change: string;
  readonly to: string;
}

/** What is there before each. */
export const TREE = `
  permission compute/order get
  role reader: compute_order_get
  organization acme
  organization beta
  project web in acme
  project far in beta
  group devs in acme
  group staff in acme
  user alice
  resource compute/order f1 in web
  resource compute/order o1 under compute/order f1`;
const NESTED = 'alice in devs\ndevs in staff\ngrant reader to staff at project web';

export const CHANGES: readonly Change[] = [
  {
    name: 'a moved resource',
    before: 'grant reader to alice at compute/order f1',
    from: 'allowed',
    change: 'move compute/order o1 in web',
    to: 'no_grant',
  },
  {
    name: 'a granted role',
    before: '',
    from: 'no_grant',
    change: 'grant reader to alice at compute/order f1',
    to: 'allowed',
  },
  {
    name: 'a revoked role',
    before: 'grant reader to alice at compute/order f1',
    from: 'allowed',
    change: 'revoke reader from alice at compute/order f1',
    to: 'no_grant',
  },
  {
    name: 'a disabled role',
    before: 'grant reader to alice at project web',
    from: 'allowed',
    change: 'disable role reader',
    to: 'no_grant',
  },
  {
    name: 'another list in a role',
    before: 'role other:\ngrant other to alice at project web',
    from: 'no_grant',
    change: 'role other: compute_order_get',
    to: 'allowed',
  },
  {
    name: 'a permission taken out of roles',
    before: 'grant reader to alice at project web',
    from: 'allowed',
    change: 'no permission compute/order get',
    to: 'not_found',
  },
  { name: 'a new owner', before: '', from: 'no_grant', change: 'owner alice of compute/order f1', to: 'allowed' },
  {
    name: 'an owner no longer',
    before: 'owner alice of compute/order f1',
    from: 'allowed',
    change: 'no owner alice of compute/order f1',
    to: 'no_grant',
  },
  {
    name: 'a new member',
    before: 'grant reader to devs at project web',
    from: 'no_grant',
    change: 'alice in devs',
    to: 'allowed',
  },
  { name: 'a member who left', before: NESTED, from: 'allowed', change: 'alice leaves devs', to: 'no_grant' },
  { name: 'a group that left a group', before: NESTED, from: 'allowed', change: 'devs leaves staff', to: 'no_grant' },
  {
    name: 'a disabled group on the way',
    before: NESTED,
    from: 'allowed',
    change: 'disable group devs',
    to: 'no_grant',
  },
  { name: 'a deleted group', before: NESTED, from: 'allowed', change: 'delete group devs', to: 'no_grant' },
  {
    name: 'a deleted project',
    before: 'grant reader to alice at organization acme',
    from: 'allowed',
    change: 'delete project web',
    to: 'resource_unknown',
  },
  {
    name: 'a deleted organization',
    before: 'grant reader to alice at organization acme',
    from: 'allowed',
    change: 'delete organization acme',
    to: 'resource_unknown',
  },
  {
    name: 'a disabled organization',
    before: 'grant reader to alice at organization acme',
    from: 'allowed',
    change: 'disable organization acme',
    to: 'organization_disabled',
  },
  {
    name: 'a disabled project',
    before: 'grant reader to alice at organization acme',
    from: 'allowed',
    change: 'disable project web',
    to: 'project_disabled',
  },
  {
    name: 'a deleted user',
    before: 'grant reader to alice at organization acme',
    from: 'allowed',
    change: 'delete user alice',
    to: 'principal_disabled',
  },
  {
    name: 'a disabled user',
    before: 'grant reader to alice at organization acme',
    from: 'allowed',
    change: 'disable user alice',
    to: 'principal_disabled',
  },
  { name: 'a new administrator', before: '', from: 'no_grant', change: 'platform admin alice', to: 'allowed' },
  {
    name: 'an administrator no longer',
    before: 'platform admin alice',
    from: 'allowed',
    change: 'no platform admin alice',
    to: 'no_grant',
  },
];

/** In more groups than are held whole, the way to the order through one of them. */
const IN_VERY_MANY_GROUPS = Array.from(
  { length: 70 },
  (_, number) => `group m${number} in acme\nalice in m${number}`,
).join('\n');
const THROUGH_STAFF = `${IN_VERY_MANY_GROUPS}\nm0 in staff\ngrant reader to staff at project web`;

export const WIDE_CHANGES: readonly Change[] = [
  { name: 'a group that left', before: THROUGH_STAFF, from: 'allowed', change: 'm0 leaves staff', to: 'no_grant' },
  {
    name: 'a group that joined',
    before: `${IN_VERY_MANY_GROUPS}\ngrant reader to staff at project web`,
    from: 'no_grant',
    change: 'm69 in staff',
    to: 'allowed',
  },
  { name: 'a member who left', before: THROUGH_STAFF, from: 'allowed', change: 'alice leaves m0', to: 'no_grant' },
  { name: 'a disabled group', before: THROUGH_STAFF, from: 'allowed', change: 'disable group staff', to: 'no_grant' },
  {
    name: 'a disabled group on the way',
    before: THROUGH_STAFF,
    from: 'allowed',
    change: 'disable group m0',
    to: 'no_grant',
  },
  {
    name: 'an enabled group',
    before: `${THROUGH_STAFF}\ndisable group m0`,
    from: 'no_grant',
    change: 'enable group m0',
    to: 'allowed',
  },
  { name: 'a deleted group', before: THROUGH_STAFF, from: 'allowed', change: 'delete group m0', to: 'no_grant' },
  {
    name: 'a revoked role',
    before: THROUGH_STAFF,
    from: 'allowed',
    change: 'revoke reader from staff at project web',
    to: 'no_grant',
  },
  {
    name: 'a granted role',
    before: IN_VERY_MANY_GROUPS,
    from: 'no_grant',
    change: 'grant reader to m5 at compute/order o1',
    to: 'allowed',
  },
  { name: 'a disabled role', before: THROUGH_STAFF, from: 'allowed', change: 'disable role reader', to: 'no_grant' },
  {
    name: 'a role of their own',
    before: IN_VERY_MANY_GROUPS,
    from: 'no_grant',
    change: 'grant reader to alice at compute/order o1',
    to: 'allowed',
  },
  {
    name: 'few groups again',
    before: THROUGH_STAFF,
    from: 'allowed',
    change: Array.from({ length: 60 }, (_, number) => `alice leaves m${number}`).join('\n'),
    to: 'no_grant',
  },
  {
    name: 'the disabled organization of a group',
    before: `${IN_VERY_MANY_GROUPS}\ngroup guests in beta\nm0 in guests\ngrant reader to guests at project web`,
    from: 'allowed',
    change: 'disable organization beta',
    to: 'no_grant',
  },
];

/** More grants than are held whole. */
const VERY_MANY_GRANTS = Array.from({ length: 270 }, (_, number) => `resource compute/order n${number} in far`).join(
  '\n',
);
const owned = (principal: string) =>
  `${VERY_MANY_GRANTS}\n${Array.from({ length: 270 }, (_, number) => `owner ${principal} of compute/order n${number}`).join('\n')}`;

export const GRANT_CHANGES: readonly Change[] = [
  {
    name: 'a granted role',
    before: owned('alice'),
    from: 'no_grant',
    change: 'grant reader to alice at compute/order f1',
    to: 'allowed',
  },
  {
    name: 'a revoked role',
    before: `${owned('alice')}\ngrant reader to alice at project web`,
    from: 'allowed',
    change: 'revoke reader from alice at project web',
    to: 'no_grant',
  },
  {
    name: 'a role granted to the group',
    before: `alice in devs\n${owned('devs')}`,
    from: 'no_grant',
    change: 'grant reader to devs at project web',
    to: 'allowed',
  },
  {
    name: 'a role revoked from the group',
    before: `alice in devs\n${owned('devs')}\nowner devs of compute/order o1`,
    from: 'allowed',
    change: 'no owner devs of compute/order o1',
    to: 'no_grant',
  },
  {
    name: 'few grants again',
    before: `${owned('alice')}\ngrant reader to alice at project web`,
    from: 'allowed',
    change: 'delete project far',
    to: 'allowed',
  },
  {
    name: 'more grants than before',
    before: 'grant reader to alice at project web',
    from: 'allowed',
    change: owned('alice'),
    to: 'allowed',
  },
];
