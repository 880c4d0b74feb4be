// What the tests use of simple-oauth2, which comes without types.
declare module 'simple-oauth2' {
  export interface AccessToken {
    readonly token: Readonly<Record<string, unknown>>;
    expired(): boolean;
    revoke(tokenType: 'access_token'): Promise<void>;
  }

  export class ClientCredentials {
    constructor(config: {
      readonly client: { readonly id: string; readonly secret: string };
      readonly auth: { readonly tokenHost: string; readonly tokenPath: string; readonly revokePath: string };
      readonly options?: {
        readonly authorizationMethod?: 'header' | 'body';
        readonly bodyFormat?: 'form' | 'json';
        readonly credentialsEncodingMode?: 'strict' | 'loose';
      };
    });
    getToken(parameters: Readonly<Record<string, string>>): Promise<AccessToken>;
  }
}
