// Names of permissions: slugs, keys and bare verbs, and the namespaces they belong to.

/** `compute/order` and `get` to `compute_order_get`. */
export function permissionSlug(namespace: string, verb: string): string {
  return `${namespace.replace('/', '_')}_${verb}`;
}
