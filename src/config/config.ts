// The settings as the rest of the service sees them.
export type DatabaseConfig =
  | { readonly kind: 'postgres'; readonly url: string }
  /** `folder` undefined: in memory, for tests. */
  | { readonly kind: 'embedded'; readonly folder: string | undefined };
