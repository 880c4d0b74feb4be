// Upstream's names of calls: RPC by RPC, the call of ours that each of them is.

/** Only names: messages, access rule and handler are those of the call on the right. */
export const ALIASES = {
  createServiceUserJWK: 'createKey',
  listServiceUserJWKs: 'listKeys',
  getServiceUserJWK: 'getKey',
  deleteServiceUserJWK: 'deleteKey',
  createServiceUserKey: 'createKey',
  listServiceUserKeys: 'listKeys',
  getServiceUserKey: 'getKey',
  deleteServiceUserKey: 'deleteKey',
  createServiceUserCredential: 'createSecret',
  listServiceUserCredentials: 'listSecrets',
  deleteServiceUserCredential: 'deleteSecret',
  createServiceUserSecret: 'createSecret',
  listServiceUserSecrets: 'listSecrets',
  deleteServiceUserSecret: 'deleteSecret',
  createServiceUserToken: 'createToken',
  listServiceUserTokens: 'listTokens',
  deleteServiceUserToken: 'deleteToken',
  checkResourcePermission: 'checkPermission',
} as const;

export type Alias = keyof typeof ALIASES;
