// Bodies that are no JSON, or not that of the message: 400, with the field's path when there is one.
import { type Refusal, testRefusals } from './refusals.js';

const POST = 'POST /t/things';
const TOKEN = 'POST /v1beta1/auth/token';
const CHECK = 'POST /v1beta1/check';

const json: readonly Refusal[] = [
  { name: 'cut short', send: CHECK, body: '{"permission":', reason: 'BODY_MALFORMED' },
  { name: 'garbage behind', send: CHECK, body: '{} {}', reason: 'BODY_MALFORMED' },
  { name: 'single quotes', send: CHECK, body: "{'permission':'get'}", reason: 'BODY_MALFORMED' },
  { name: 'only spaces', send: CHECK, body: '  \n', reason: 'BODY_MALFORMED' },
  { name: 'NaN', send: POST, body: '{"ratio":NaN}', reason: 'BODY_MALFORMED' },
  { name: 'not UTF-8', send: CHECK, body: Buffer.from('{"permission":"\xff"}', 'latin1'), reason: 'BODY_NOT_UTF8' },
  { name: 'UTF-16', send: CHECK, body: Buffer.from('{"permission":"get"}', 'utf16le'), reason: 'BODY_MALFORMED' },
  { name: 'NUL bytes', send: CHECK, body: Buffer.alloc(64), reason: 'BODY_MALFORMED' },
  { name: '101 levels', send: CHECK, body: `{"x":${'['.repeat(100)}${']'.repeat(100)}}`, reason: 'BODY_TOO_DEEP' },
  {
    name: '10,000 levels',
    send: CHECK,
    body: `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
    reason: 'BODY_TOO_DEEP',
  },
  { name: '10,000 levels, unfinished', send: CHECK, body: '['.repeat(10_000), reason: 'BODY_TOO_DEEP' },
  { name: 'an array', send: CHECK, body: '[]', reason: 'BODY_MALFORMED' },
  { name: 'a string', send: CHECK, body: '"permission"', reason: 'BODY_MALFORMED' },
  { name: 'null', send: CHECK, body: 'null', reason: 'BODY_MALFORMED' },
  { name: 'an array beside a path', send: 'PUT /t/things/i', body: '[]', reason: 'BODY_MALFORMED' },
];

const fields: readonly Refusal[] = [
  { name: 'a number for text', send: CHECK, body: '{"permission":5}', field: 'permission', description: /string/ },
  { name: 'an object for text', send: CHECK, body: '{"objectId":{}}', field: 'object_id' },
  {
    name: 'a secret is not quoted',
    send: TOKEN,
    body: '{"clientSecret":["s3cret"]}',
    field: 'client_secret',
    description: /^must be a string$/,
  },
  {
    name: 'text for bool',
    send: CHECK,
    body: '{"fully_consistent":"yes"}',
    field: 'fully_consistent',
    description: /true/,
  },
  { name: 'text for a list', send: POST, body: '{"tags":"a"}', field: 'tags', description: /array/ },
  { name: 'an object for a list', send: POST, body: '{"tags":{"0":"a"}}', field: 'tags' },
  { name: 'in a list', send: POST, body: '{"tags":["a",5]}', field: 'tags[1]' },
  { name: 'null in a list', send: POST, body: '{"tags":[null]}', field: 'tags[0]' },
  { name: 'null in a list of objects', send: POST, body: '{"things":[{},null]}', field: 'things[1]' },
  {
    name: 'deep',
    send: POST,
    body: '{"things":[{},{"inner":{"small":"x"}}]}',
    field: 'things[1].inner.small',
    description: /32 bits/,
  },
  { name: 'text for an object', send: POST, body: '{"inner":"x"}', field: 'inner', description: /object/ },
  { name: 'in a map', send: POST, body: '{"labels":{"a":1,"b":"x"}}', field: 'labels["b"]' },
  { name: 'a list for a map', send: POST, body: '{"labels":[1]}', field: 'labels' },
  { name: 'int32 too large', send: POST, body: '{"small":2147483648}', field: 'small' },
  { name: 'int32 with a fraction', send: POST, body: '{"small":1.5}', field: 'small' },
  {
    name: 'int64 too large',
    send: POST,
    body: '{"count":"9223372036854775808"}',
    field: 'count',
    description: /64 bits/,
  },
  { name: 'uint64 below zero', send: POST, body: '{"big":"-1"}', field: 'big', description: /not negative/ },
  { name: 'a number out of range', send: POST, body: '{"ratio":1e999}', field: 'ratio' },
  {
    name: 'an unknown enum',
    send: POST,
    body: '{"kind":"KIND_NOPE"}',
    field: 'kind',
    description: /KIND_UNSPECIFIED, KIND_BOX/,
  },
  { name: 'an unknown enum in a list', send: POST, body: '{"kinds":["KIND_BOX","x"]}', field: 'kinds[1]' },
  { name: 'an enum of the wrong type', send: POST, body: '{"inner":{"kind":true}}', field: 'inner.kind' },
  { name: 'no time', send: POST, body: '{"at":"tomorrow"}', field: 'at', description: /RFC 3339/ },
  {
    name: 'a time as number',
    send: 'POST /v1beta1/serviceusers/s/secrets',
    body: '{"expiresAt":1700000000}',
    field: 'expires_at',
    description: /RFC 3339/,
  },
  { name: 'no duration', send: POST, body: '{"ttl":"90"}', field: 'ttl', description: /90s/ },
  { name: 'no base64', send: POST, body: '{"data":"*"}', field: 'data', description: /base64/ },
  { name: 'a wrapper of the wrong type', send: POST, body: '{"limit":"x"}', field: 'limit', description: /32 bits/ },
  { name: 'free JSON that is no object', send: POST, body: '{"extra":[]}', field: 'extra', description: /object/ },
  { name: 'below a body field', send: 'POST /v1beta1/organizations', body: '{"name":1}', field: 'body.name' },
  {
    name: 'a body field of the wrong type',
    send: 'POST /v1beta1/organizations',
    body: '[]',
    field: 'body',
    description: /object/,
  },
  {
    name: 'metadata that is no object',
    send: 'POST /v1beta1/organizations',
    body: '{"metadata":"x"}',
    field: 'body.metadata',
  },
  {
    name: 'both spellings',
    send: POST,
    body: '{"displayName":"a","display_name":"a"}',
    field: 'display_name',
    description: /twice/,
  },
  { name: 'two of a oneof', send: POST, body: '{"left":"a","right":"b"}', field: 'side' },
];

testRefusals({ JSON: json, field: fields });
