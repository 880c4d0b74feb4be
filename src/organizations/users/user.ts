// Users: people. They belong to no organization and may be granted roles in any.
import { z } from 'zod';
import { isUuid } from '../../kernel/input.js';
import type { Random } from '../../kernel/random.js';
import type { State } from '../../storage/index.js';
import type { Metadata } from '../organization.js';

export interface User {
  readonly id: string;
  /** Unique among all users and fixed. */
  readonly name: string;
  readonly title: string;
  /** Unique among all users, in lower case. */
  readonly email: string;
  readonly avatar: string;
  readonly metadata: Metadata;
  readonly state: State;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewUser extends Pick<User, 'id' | 'title' | 'email' | 'avatar' | 'metadata'> {
  /** The first that is free becomes the user's name. */
  readonly names: readonly string[];
  readonly now: Date;
}

/** An e-mail address, to lower case. RFC 5321 §4.5.3.1.3 leaves at most 254 characters. */
export const email = z
  .string()
  .max(254, 'must have at most 254 characters')
  .transform((text) => text.toLowerCase())
  .pipe(z.email('must be an e-mail address'));

/** What names a user: UUID or e-mail address, the latter to lower case. */
export const userKey = z
  .string()
  .transform((text) => (text.includes('@') ? text.toLowerCase() : text))
  .refine((text) => isUuid(text) || email.safeParse(text).success, 'must be a UUID in lower case or an e-mail address');

/** Names for a user who chose none: the local part of the address, then the same with something random behind it. */
export function namesFromEmail(address: string, random: Random): readonly string[] {
  const base = address.slice(0, address.indexOf('@')).replaceAll(/[^A-Za-z0-9-_]/g, '-');
  return [base, `${base}-${random.bytes(6).toString('hex')}`];
}
