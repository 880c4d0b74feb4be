// Keys of service users, public halves only.
import type { Algorithm, PublicJwk } from '../../signing/index.js';
import type { Issued } from '../issued.js';

export interface Key extends Issued {
  readonly algorithm: Algorithm;
  readonly publicJwk: PublicJwk;
}
