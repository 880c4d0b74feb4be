// What becomes of query parameters.
import { type Accepted, testMessages } from './messages.js';

const queries: readonly Accepted[] = [
  { name: 'snake_case', send: 'GET /t/search?display_name=n', message: { display_name: 'n' } },
  { name: 'camelAccepted', send: 'GET /t/search?displayName=n', message: { display_name: 'n' } },
  { name: 'unknown names', send: 'GET /t/search?nope=1&inner.nope=2&id=i&a.b.c=3&=x&&', message: { id: 'i' } },
  { name: 'escapes and +', send: 'GET /t/search?id=a%26b+c%2B', message: { id: 'a&b c+' } },
  { name: 'an equals sign in the value', send: 'GET /t/search?id=a=b', message: { id: 'a=b' } },
  { name: 'int32', send: 'GET /t/search?small=-7', message: { small: -7 } },
  {
    name: 'int64 beyond doubles',
    send: 'GET /t/search?count=-9223372036854775808',
    message: { count: '-9223372036854775808' },
  },
  { name: 'uint64', send: 'GET /t/search?big=18446744073709551615', message: { big: '18446744073709551615' } },
  { name: 'double', send: 'GET /t/search?ratio=0.5', message: { ratio: 0.5 } },
  { name: 'bool', send: 'GET /t/search?flag=true', message: { flag: true } },
  { name: 'bool as digit', send: 'GET /t/search?flag=1', message: { flag: true } },
  { name: 'bytes', send: 'GET /t/search?data=AQID', message: { data: 'AQID' } },
  { name: 'enum by name', send: 'GET /t/search?kind=KIND_BOX', message: { kind: 'KIND_BOX' } },
  { name: 'enum by number', send: 'GET /t/search?kind=1', message: { kind: 'KIND_BOX' } },
  { name: 'repeated', send: 'GET /t/search?tags=a&tags=b&tags=', message: { tags: ['a', 'b', ''] } },
  { name: 'repeated numbers', send: 'GET /t/search?numbers=1&numbers=2', message: { numbers: [1, 2] } },
  {
    name: 'repeated enums',
    send: 'GET /t/search?kinds=KIND_BOX&kinds=1',
    message: { kinds: ['KIND_BOX', 'KIND_BOX'] },
  },
  {
    name: 'nested',
    send: 'GET /t/search?inner.inner.id=i&inner.tags=a&inner.tags=b',
    message: { inner: { inner: { id: 'i' }, tags: ['a', 'b'] } },
  },
  {
    name: 'Timestamp',
    send: 'GET /t/search?at=2026-01-31T12:00:00.5%2B02:00',
    message: { at: '2026-01-31T10:00:00.500Z' },
  },
  { name: 'Duration', send: 'GET /t/search?ttl=90s', message: { ttl: '90s' } },
  {
    name: 'FieldMask, snake_case',
    send: 'GET /t/search?update_mask=display_name,inner.update_mask',
    message: { update_mask: 'displayName,inner.updateMask' },
  },
  {
    name: 'FieldMask, camelAccepted',
    send: 'GET /t/search?updateMask=displayName',
    message: { update_mask: 'displayName' },
  },
  { name: 'wrapper of a number', send: 'GET /t/search?limit=0', message: { limit: 0 } },
  { name: 'wrapper of text', send: 'GET /t/search?note=', message: { note: '' } },
  { name: 'wrapper of bool', send: 'GET /t/search?sure=false', message: { sure: false } },
  {
    name: 'product: filters',
    send: 'GET /v1beta1/organizations/o/groups?group_ids=a&groupIds=b&with_members=true',
    message: { org_id: 'o', group_ids: ['a', 'b'], with_members: true },
  },
  {
    name: 'product: what the path lacks',
    send: 'DELETE /v1beta1/serviceusers/s?orgId=o',
    message: { id: 's', org_id: 'o' },
  },
  { name: 'the same as the path', send: 'GET /t/things/i?id=i', message: { id: 'i' } },
  { name: 'not read beside body "*"', send: 'POST /t/things?id=q', body: '{"tags":["a"]}', message: { tags: ['a'] } },
  {
    name: 'beside a body that is a field',
    send: 'POST /t/inner?id=q&inner.id=x',
    body: '{"id":"b"}',
    message: { id: 'q', inner: { id: 'b' } },
  },
];

testMessages({ query: queries });
