// Paths, queries, forms and headers that say what they cannot: 400 with the field's path, or 415.
import { type Refusal, testRefusals } from './refusals.js';

const TOKEN = 'POST /v1beta1/auth/token';
const CHECK = 'POST /v1beta1/check';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const paths: readonly Refusal[] = [
  { name: 'body against path', send: 'PUT /t/things/i', body: '{"id":"other"}', field: 'id', description: /path/ },
  {
    name: 'body against path, camelRefusal',
    send: 'POST /v1beta1/organizations/o/serviceusers',
    body: '{"orgId":"other"}',
    field: 'org_id',
  },
  { name: 'body of another type than path', send: 'PUT /t/things/i', body: '{"id":{"a":1}}', field: 'id' },
  {
    name: 'both spellings, one as the path',
    send: 'POST /v1beta1/organizations/o/serviceusers',
    body: '{"orgId":"x","org_id":"o"}',
    field: 'org_id',
  },
  { name: 'nested body against path', send: 'PUT /t/inner/i', body: '{"inner":{"id":"x"}}', field: 'inner.id' },
  {
    name: 'no object on the way to a path variable',
    send: 'PUT /t/inner/i',
    body: '{"inner":"x"}',
    field: 'inner',
    description: /object/,
  },
  { name: 'query against path', send: 'GET /t/things/i?id=x', field: 'id', description: /path/ },
  { name: 'malformed escape', send: 'GET /t/things/%zz', field: 'id', description: /percent/ },
  { name: 'escapes that are not UTF-8', send: 'GET /v1beta1/users/%ff', field: 'id' },
  { name: 'malformed escape below **', send: 'GET /t/files/a/%2', field: 'display_name' },
  { name: 'no number', send: 'GET /t/counts/x/true/KIND_BOX', field: 'count' },
  { name: 'no bool', send: 'GET /t/counts/1/yes/KIND_BOX', field: 'flag' },
  { name: 'no enum', send: 'GET /t/counts/1/true/KIND_NOPE', field: 'kind' },
];

const queries: readonly Refusal[] = [
  { name: 'no bool', send: 'GET /v1beta1/organizations/o/groups?with_members=maybe', field: 'with_members' },
  { name: 'no number', send: 'GET /v1beta1/users?page_size=x', field: 'page_size' },
  { name: 'an empty number', send: 'GET /v1beta1/users?pageSize=', field: 'page_size' },
  { name: 'a number out of range', send: 'GET /v1beta1/users?page_size=99999999999', field: 'page_size' },
  { name: 'an unknown enum', send: 'GET /t/search?inner.kind=x', field: 'inner.kind' },
  { name: 'no number in a list', send: 'GET /t/search?numbers=1&numbers=x', field: 'numbers[1]' },
  { name: 'no time', send: 'GET /t/search?at=now', field: 'at' },
  { name: 'twice', send: 'GET /v1beta1/users?state=a&state=b', field: 'state', description: /more than once/ },
  { name: 'twice, in both spellings', send: 'GET /v1beta1/users?org_id=a&orgId=b', field: 'org_id' },
  { name: 'malformed escape', send: 'GET /v1beta1/users?state=%e4', field: 'state' },
  { name: 'a message', send: 'GET /t/search?inner=x', field: 'inner', description: /JSON body/ },
  { name: 'a map', send: 'GET /t/search?labels=x', field: 'labels', description: /JSON body/ },
  { name: 'free JSON', send: 'GET /t/search?extra=x', field: 'extra', description: /JSON body/ },
  { name: 'two of a oneof', send: 'GET /t/search?left=a&right=b', field: 'side' },
];

const types: readonly Refusal[] = [
  ...[
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'application/connect+json',
    'json',
  ].map((type) => ({ name: `as ${type}`, send: CHECK, body: '{}', headers: { 'content-type': type } })),
  { name: 'a form where none is read', send: CHECK, body: 'permission=get', headers: FORM },
  { name: 'no type, and no object', send: CHECK, body: 'permission=get', headers: {} },
  { name: 'UTF-16', send: CHECK, body: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } },
  {
    name: 'Latin-1',
    send: TOKEN,
    body: 'a=b',
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=iso-8859-1' },
  },
  {
    name: 'gzip',
    send: CHECK,
    body: '{}',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  },
  {
    name: 'multipart for a token',
    send: TOKEN,
    body: '--x',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  },
].map((each) => ({ ...each, status: 415, reason: 'MEDIA_TYPE_UNSUPPORTED' }));

const forms: readonly Refusal[] = [
  {
    name: 'a parameter twice',
    send: TOKEN,
    body: 'client_id=a&client_id=a',
    field: 'client_id',
    description: /more than once/,
  },
  { name: 'an unknown parameter twice', send: TOKEN, body: 'scope=a&scope=a', field: 'scope' },
  { name: 'both spellings', send: TOKEN, body: 'client_id=a&clientId=a', field: 'client_id' },
  { name: 'a malformed escape', send: TOKEN, body: 'client_secret=%zz', field: 'client_secret' },
  { name: 'not UTF-8', send: TOKEN, body: Buffer.from('client_id=\xff', 'latin1'), reason: 'BODY_NOT_UTF8' },
].map((each) => ({ ...each, headers: FORM }));

const others: readonly Refusal[] = [
  {
    name: 'malformed Grpc-Timeout',
    send: CHECK,
    body: '{}',
    headers: { 'content-type': 'application/json', 'grpc-timeout': '-1S' },
    field: 'grpc-timeout',
  },
  {
    name: 'Grpc-Timeout of 9 digits',
    send: CHECK,
    body: '{}',
    headers: { 'content-type': 'application/json', 'grpc-timeout': '999999999n' },
    field: 'grpc-timeout',
  },
  {
    name: 'Grpc-Timeout without unit',
    send: CHECK,
    body: '{}',
    headers: { 'content-type': 'application/json', 'grpc-timeout': '1' },
    field: 'grpc-timeout',
  },
];

testRefusals({ path: paths, query: queries, type: types, form: forms, other: others });
