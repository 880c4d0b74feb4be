// Creates a user.
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import type { Written } from '../../storage/index.js';
import type { UserStore } from './store.js';
import { type NewUser, namesFromEmail, type User } from './user.js';

export interface CreateUserDeps {
  readonly users: UserStore;
  readonly clock: Clock;
  readonly random: Random;
}

export interface CreateUserInput extends Pick<User, 'title' | 'email' | 'avatar' | 'metadata'> {
  /** Undefined: made from the address. */
  readonly name?: string | undefined;
}

/** Throws already_exists (`body.email`, `body.name`). */
export async function createUser(deps: CreateUserDeps, input: CreateUserInput): Promise<Written<User>> {
  return deps.users.create(newUser(deps, input));
}

export function newUser({ clock, random }: Omit<CreateUserDeps, 'users'>, input: CreateUserInput): NewUser {
  const { name, title, email, avatar, metadata } = input;
  const names = name === undefined ? namesFromEmail(email, random) : [name];
  return { id: random.uuid(), names, title, email, avatar, metadata, now: new Date(clock.now()) };
}
