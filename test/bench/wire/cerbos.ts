// Cerbos under load: its server over policies with as many roles and rules as we have, asked what we are asked.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { BUILT_IN_ROLES } from '../../../src/permissions/built-in.js';
import { freePort } from '../../support/throwaway-server.js';
import type { Grant } from '../decisions/grants.js';
import { callGrpc, envelope, GRPC_HEADERS } from './call.js';
import type { Target } from './load.js';
import { type ServerProcess, startProcess } from './process.js';

export interface Cerbos {
  readonly server: ServerProcess;
  readonly target: Target;
}

/** Ours besides what is built in: the role that the store's grants are of. */
const READER = { name: 'reader', permissions: ['compute_order_get', 'compute_folder_get'] };

/** Undefined where there is no binary for this platform. */
export async function startCerbos({ principal, resource }: Grant): Promise<Cerbos | undefined> {
  const binary = findBinary();
  if (binary === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'frontier-bench-cerbos-'));
  const [http, grpc] = [await freePort(), await freePort()];
  for (const [kind, rules] of rulesByKind()) {
    const policy = { resource: kind, version: 'default', rules };
    const text = JSON.stringify({ apiVersion: 'api.cerbos.dev/v1', resourcePolicy: policy });
    writeFileSync(join(folder, `${kind.replace('/', '-')}.json`), text);
  }
  const config = join(folder, '.cerbos.json');
  writeFileSync(config, JSON.stringify(configOf(folder, http, grpc)));
  const target: Target = {
    url: `http://127.0.0.1:${grpc}`,
    path: '/cerbos.svc.v1.CerbosService/CheckResources',
    headers: GRPC_HEADERS,
    body: envelope(requestOf(principal, resource)),
  };
  const server = await startProcess({
    name: 'cerbos',
    command: [binary, 'server', `--config=${config}`, '--log-level=warn'],
    url: target.url,
    ready: () => callGrpc(target),
  });
  const { status, bytes } = await callGrpc(target);
  if (status !== '0' || !bytes.includes(ALLOWED)) throw new Error(`cerbos answered ${status}, ${bytes}`);
  return { server, target };
}

function findBinary(): string | undefined {
  try {
    const from = createRequire(import.meta.url);
    return join(dirname(from.resolve('@cerbos/cerbos-linux-x64/package.json')), 'cerbos-linux-x64');
  } catch {
    return undefined;
  }
}

function configOf(folder: string, http: number, grpc: number) {
  return {
    server: { httpListenAddr: `127.0.0.1:${http}`, grpcListenAddr: `127.0.0.1:${grpc}` },
    storage: { driver: 'disk', disk: { directory: folder, watchForChanges: false } },
    telemetry: { disabled: true },
    audit: { enabled: false },
  };
}

/** One rule for each permission of each role, on the kind that the permission is of. */
function rulesByKind(): ReadonlyMap<string, readonly object[]> {
  const kinds = new Map<string, object[]>();
  for (const { name, permissions } of [...BUILT_IN_ROLES, READER])
    for (const permission of permissions) {
      const [service, type, verb] = permission.split('_');
      const kind = `${service}/${type}`;
      const rule = { actions: [verb], roles: [name], effect: 'EFFECT_ALLOW' };
      kinds.set(kind, [...(kinds.get(kind) ?? []), rule]);
    }
  return kinds;
}

/** `cerbos.request.v1.CheckResourcesRequest`: the principal with its role, and one resource with one action. */
function requestOf(principal: string, resource: string): Uint8Array {
  const [kind, id] = resource.split(':') as [string, string];
  const writer = new BinaryWriter();
  writer.tag(3, 2).fork().tag(1, 2).string(principal).tag(3, 2).string(READER.name).join();
  writer.tag(4, 2).fork().tag(1, 2).string('get');
  writer.tag(2, 2).fork().tag(1, 2).string(kind).tag(3, 2).string(id).join().join();
  return writer.finish();
}

/** In the answer, a map entry: the action `get` and EFFECT_ALLOW. */
const ALLOWED = Buffer.from([0x0a, 3, ...Buffer.from('get'), 0x10, 1]);
