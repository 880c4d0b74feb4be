// Names of permissions: what a request means, and what may be defined.
import { describe, expect, test } from 'vitest';
import { BUILT_IN_PERMISSIONS, canLieAt, permissionSlug, resolvePermissionName } from '../../src/permissions/index.js';
import { fullNameSlug, permissionNameFault, splitPermissionKey } from '../../src/permissions/permission-name.js';

describe('resolvePermissionName', () => {
  test.each([
    ['get', 'app/project', 'app_project_get'],
    ['get', 'compute/order', 'compute_order_get'],
    ['app.project.get', 'app/organization', 'app_project_get'],
    ['app_project_get', 'app/organization', 'app_project_get'],
    ['compute.order.get', 'app/project', 'compute_order_get'],
    ['compute/order/get', 'app/project', 'compute_order_get'],
    ['compute/order:get', 'app/project', 'compute_order_get'],
    ['Product:read', 'app/project', 'Product_read'],
    ['Product.read', 'app/project', 'Product_read'],
    ['project.get', 'app/organization', 'project_get'],
    ['no-such', 'app/group', 'app_group_no-such'],
  ])('%s at %s is %s', (text, namespace, slug) => {
    expect(resolvePermissionName(text, namespace)).toBe(slug);
  });
});

test('every built-in permission is found by its slug and its key', () => {
  for (const [namespace, verbs] of Object.entries(BUILT_IN_PERMISSIONS))
    for (const verb of verbs) {
      const slug = permissionSlug(namespace, verb);
      expect(fullNameSlug(slug)).toBe(slug);
      expect(fullNameSlug(`${namespace.replace('/', '.')}.${verb}`)).toBe(slug);
    }
});

describe('permissionNameFault', () => {
  test.each([
    ['compute.order.get'],
    ['compute.order.delete'],
    ['abc.def.ghi'],
    ['Product:read'],
    ['Product.read'],
    ['s3x.order2.get'],
    [`${'a'.repeat(30)}.${'b'.repeat(28)}.get0`],
  ])('%s may be defined', (key) => {
    expect(permissionNameFault(split(key))).toBeUndefined();
  });

  test.each([
    ['co.order.get', 'namespace'],
    ['compute.or.get', 'namespace'],
    ['Compute.order.get', 'namespace'],
    ['compute.order_x.get', 'namespace'],
    ['1compute.order.get', 'namespace'],
    ['app.order.get', 'namespace'],
    ['order.get', 'namespace'],
    ['Or.get', 'namespace'],
    ['Pro_duct:read', 'namespace'],
    ['App:read', 'namespace'],
    ['Project:get', 'namespace'],
    ['Product:Read', 'verb'],
    ['Product:owner', 'verb'],
    ['compute.order.go', 'verb'],
    ['compute.order.Get', 'verb'],
    ['compute.order.get_all', 'verb'],
    ['compute.order.owner', 'verb'],
    ['compute.order.project', 'verb'],
    ['compute.order.granted', 'verb'],
    [`${'a'.repeat(30)}.${'b'.repeat(30)}.get0`, 'verb'],
    ['compute.order.get\n', 'verb'],
  ])('%j may not: its %s', (key, part) => {
    expect(permissionNameFault(split(key))?.part).toBe(part);
  });

  test.each(['', 'get', 'a.b.c.d', 'compute/order.get', 'a:b:c'])('%j is no key', (key) => {
    expect(splitPermissionKey(key)).toBeUndefined();
  });
});

describe('canLieAt', () => {
  const types = [
    'app/platform',
    'app/organization',
    'app/project',
    'app/group',
    'app/serviceuser',
    'app/user',
    'a/b',
    'c/d',
  ];
  test.each([
    ['app/platform', types],
    ['app/organization', ['app/organization', 'app/project', 'app/group', 'app/serviceuser', 'a/b', 'c/d']],
    ['app/project', ['app/project', 'a/b', 'c/d']],
    ['app/group', ['app/group']],
    ['app/serviceuser', ['app/serviceuser']],
    ['app/user', ['app/user']],
    ['a/b', ['a/b', 'c/d']],
  ])('at %s', (at, expected) => {
    expect(types.filter((type) => canLieAt(type, at))).toEqual(expected);
  });
});

function split(key: string) {
  const name = splitPermissionKey(key);
  if (name === undefined) throw new Error(`${key} has not three parts`);
  return name;
}
