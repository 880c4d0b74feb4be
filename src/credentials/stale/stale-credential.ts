// Credentials that somebody should look at: not used for long, or about to expire.

export interface StaleCredential {
  readonly kind: 'secret' | 'key' | 'api_token';
  readonly id: string;
  readonly title: string;
  readonly serviceUserId: string;
  readonly serviceUserTitle: string;
  /** Empty for the platform's own service users. */
  readonly organization: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  /** Not used for long, also when it never was and is that old. */
  readonly unused: boolean;
  readonly expiring: boolean;
}
