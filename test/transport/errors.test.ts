// The table of errors and what an error carries.
import { expect, test } from 'vitest';
import { FrontierError, invalidFields, notAuthenticated, notAuthorized, notFound } from '../../src/kernel/errors.js';
import { toStatus } from '../../src/transport/errors.js';
import { grpcErrorHeaders, grpcStatusHeaders } from '../../src/transport/grpc-status.js';

test.each([
  ['canceled', 1, 499],
  ['unknown', 2, 500],
  ['invalid_argument', 3, 400],
  ['deadline_exceeded', 4, 504],
  ['not_found', 5, 404],
  ['already_exists', 6, 409],
  ['permission_denied', 7, 403],
  ['resource_exhausted', 8, 429],
  ['failed_precondition', 9, 400],
  ['aborted', 10, 409],
  ['out_of_range', 11, 400],
  ['unimplemented', 12, 501],
  ['internal', 13, 500],
  ['unavailable', 14, 503],
  ['data_loss', 15, 500],
  ['unauthenticated', 16, 401],
] as const)('%s is %i in gRPC and %i in HTTP', (code, grpcCode, httpStatus) => {
  expect(toStatus(new FrontierError(code, 'R', 'm'))).toMatchObject({ code, grpcCode, httpStatus, message: 'm' });
});

test('says the reason, and which fields were wrong', () => {
  const { details } = toStatus(invalidFields([{ field: 'body.title', description: 'too long' }]));
  expect(details).toMatchObject([
    { $typeName: 'google.rpc.ErrorInfo', reason: 'FIELD_INVALID', domain: 'frontier' },
    { $typeName: 'google.rpc.BadRequest', fieldViolations: [{ field: 'body.title', description: 'too long' }] },
  ]);
});

test('says when to try again', () => {
  const status = toStatus(new FrontierError('unavailable', 'LATER', 'later', { retryAfter: 1.5 }));
  expect(status.retryAfter).toBe(1.5);
  expect(status.details[1]).toMatchObject({ $typeName: 'google.rpc.RetryInfo', retryDelay: { seconds: 2n } });
});

test('challenges those who presented nothing, and tells those who presented something bad', () => {
  expect(toStatus(notAuthenticated()).challenge).toBe('Bearer realm="frontier", Basic realm="frontier"');
  expect(toStatus(notAuthenticated('TOKEN_EXPIRED')).challenge).toBe(
    'Bearer realm="frontier", error="invalid_token", Basic realm="frontier"',
  );
  expect(toStatus(notAuthorized()).challenge).toBe('Bearer realm="frontier", error="insufficient_scope"');
  expect(toStatus(notFound('thing'))).not.toHaveProperty('challenge');
});

test('anything else is internal, its text withheld', () => {
  expect(toStatus(new Error('secret'))).toMatchObject({ code: 'internal', httpStatus: 500, message: 'internal error' });
  expect(toStatus('secret').message).toBe('internal error');
});

test('what is written once for all errors of its kind is what each would be', () => {
  const errors = [
    notAuthenticated(),
    notAuthenticated('TOKEN_INVALID'),
    notAuthorized(),
    new FrontierError('permission_denied', 'NOT_AUTHENTICATED', 'not authenticated'),
    invalidFields([{ field: 'a', description: 'too long' }]),
    invalidFields([{ field: 'a', description: 'too short' }]),
    new FrontierError('unavailable', 'LATER', 'try later'),
    new FrontierError('unavailable', 'LATER', 'try later', { retryAfter: 2 }),
  ];
  for (const error of [...errors, ...errors])
    expect(grpcErrorHeaders(error)).toEqual(grpcStatusHeaders(toStatus(error)));
});

test('has no stack, which others keep', () => {
  expect(notAuthenticated().stack).not.toContain('\n    at ');
  expect(new Error('of another kind').stack).toContain('\n    at ');
});
