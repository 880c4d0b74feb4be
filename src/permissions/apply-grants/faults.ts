// What cannot be done about a batch, collected so that all of it is told at once.
import { type FieldViolation, FrontierError, invalidFields } from '../../kernel/errors.js';

export interface Faults {
  readonly invalid: FieldViolation[];
  /** Of resources: ids and names that others have. */
  readonly taken: FieldViolation[];
  /** Projects that take no new resources. */
  readonly disabled: FieldViolation[];
}

/** Throws the gravest kind there is any of. */
export function throwFaults({ invalid, taken, disabled }: Faults): void {
  if (invalid.length > 0) throw invalidFields(invalid);
  if (taken.length > 0)
    throw new FrontierError('already_exists', 'RESOURCE_EXISTS', 'resource already exists', { violations: taken });
  if (disabled.length > 0)
    throw new FrontierError('failed_precondition', 'PROJECT_DISABLED', 'project is disabled', { violations: disabled });
}

/** failed_precondition for what would come to hold or lie in itself. */
export function cycle(reason: string, message: string, fields: readonly string[]): FrontierError {
  const violations = fields.map((field) => ({ field, description: 'is part of a cycle' }));
  return new FrontierError('failed_precondition', reason, message, { violations });
}
