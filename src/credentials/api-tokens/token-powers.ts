// What a new API token may do: permissions that are defined, at an object that is there, all held by who makes it.
import { invalidFields, notAuthorized } from '../../kernel/errors.js';
import { type ObjectRef, PLATFORM } from '../../kernel/object-ref.js';
import type { Principal } from '../../kernel/principal.js';
import { ORGANIZATION } from '../../organizations/index.js';
import { canLieAt, fullNameSlug } from '../../permissions/index.js';
import { isAdminToken } from '../admin-token/admin-token.js';
import type { CredentialsDeps } from '../deps.js';
import type { ServiceUser } from '../service-user.js';

export interface AskedPowers {
  /** Slugs, keys, or `Product:read`. */
  readonly permissions: readonly string[];
  /** Organizations, projects and resources may be named by name. */
  readonly resource: ObjectRef | undefined;
}

export interface TokenPowers {
  /** Slugs, each once, sorted. */
  readonly permissions: readonly string[];
  readonly resource: ObjectRef | undefined;
}

type Deps = Pick<CredentialsDeps, 'permissions' | 'holds' | 'resolveObject'>;

/** Asked at the platform alone, and not among the permissions that are defined. No token is a platform administrator. */
const PLATFORM_CHECK = 'app_platform_check';

/**
 * Throws invalid_argument (`permissions[i]`) for what is not defined or can mean nothing at the object, not_found for its name, and
 * permission_denied (TOKEN_EXCEEDS_HOLDER) when the caller does not hold all of it there.
 */
export async function powersOf(
  deps: Deps,
  asked: AskedPowers,
  { owner, caller }: { readonly owner: ServiceUser; readonly caller: Principal },
): Promise<TokenPowers> {
  const resource = asked.resource && (await deps.resolveObject(asked.resource, 'resource'));
  const slugs = await definedAt(deps, asked.permissions, resource);
  const at = resource ?? homeOf(owner);
  for (const slug of slugs) {
    const object = slug === PLATFORM_CHECK ? PLATFORM : at;
    if (!(await deps.holds(maker(caller), slug, object))) throw notAuthorized('TOKEN_EXCEEDS_HOLDER');
  }
  return { permissions: slugs, resource };
}

async function definedAt(
  { permissions }: Deps,
  names: readonly string[],
  resource: ObjectRef | undefined,
): Promise<readonly string[]> {
  const slugs = names.map(fullNameSlug);
  const defined = await permissions.findBySlugs([...new Set(slugs)]);
  const types = new Map(defined.map(({ slug, namespace }) => [slug, namespace]));
  types.set(PLATFORM_CHECK, PLATFORM.namespace);
  const violations = slugs.flatMap((slug, index) => {
    const description = faultOf(types.get(slug), resource);
    return description === undefined ? [] : [{ field: `permissions[${index}]`, description }];
  });
  if (violations.length > 0) throw invalidFields(violations);
  return [...new Set(slugs)].sort();
}

/** What is of a type above the object may be required at it, as the right to manage service users is at one of them. */
function faultOf(type: string | undefined, resource: ObjectRef | undefined): string | undefined {
  if (type === undefined) return 'is not a defined permission';
  if (resource === undefined || canLieAt(type, resource.namespace) || canLieAt(resource.namespace, type))
    return undefined;
  return `is of ${type}, which has nothing to do with ${resource.namespace}`;
}

function homeOf({ organizationId }: ServiceUser): ObjectRef {
  return organizationId === undefined ? PLATFORM : { namespace: ORGANIZATION, id: organizationId };
}

/** The admin token makes tokens of what it could not do itself: as the platform administrator that it stands for. */
function maker(caller: Principal): Principal {
  return isAdminToken(caller) ? { ...caller, narrowing: undefined } : caller;
}
