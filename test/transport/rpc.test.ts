// The areas joined into one list of RPCs, upstream's names among them.
import { hasOption } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { http } from '../../gen/google/api/annotations_pb.js';
import { AdminService } from '../../gen/raystack/frontier/v1beta1/admin_pb.js';
import { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { ALIASES } from '../../src/transport/compat/aliases.js';
import { join, methodsOf, streamMethodsOf } from '../../src/transport/rpc.js';
import { fakeAreas } from './product.js';

test('every RPC of both services is there', () => {
  const names = [...methodsOf(fakeAreas()), ...streamMethodsOf(fakeAreas())].map(({ name }) => name);
  const expected = [
    ...FrontierService.methods.map(({ name }) => `FrontierService/${name}`),
    ...AdminService.methods.map(({ name }) => `AdminService/${name}`),
  ];
  expect(names.sort()).toEqual(expected.sort());
});

test('the RPCs without a path of their own are the aliases and the streams', () => {
  const pathless = FrontierService.methods.filter((method) => !hasOption(method, http));
  expect(pathless.map(({ localName }) => localName)).toEqual([
    'watchChanges',
    'watchRevocations',
    ...Object.keys(ALIASES),
  ]);
});

test('an alias has the handler and the rule of what it stands for, and its own name', () => {
  const handle = () => ({});
  const methods = methodsOf(fakeAreas({ frontier: { getKey: handle }, frontierAccess: { getKey: 'public' } }));
  const alias = methods.find(({ name }) => name === 'FrontierService/GetServiceUserJWK');
  expect(alias).toMatchObject({ access: 'public', handle });
});

test('two areas that give the same RPC are found at start', () => {
  expect(join({ a: 1 }, { b: 2 })).toEqual({ a: 1, b: 2 });
  expect(() => join({ a: 1 }, { b: 2 }, { a: 3 })).toThrow('two areas give a');
});

test('an RPC that nobody gives is found at start, where the compiler was overruled', () => {
  const { frontier, ...rest } = fakeAreas();
  const { createKey: _, ...without } = frontier;
  expect(() => methodsOf({ ...rest, frontier: without as typeof frontier })).toThrow('FrontierService/CreateKey');
});
