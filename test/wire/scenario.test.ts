// One scenario over seven clients: every one of them is answered alike, errors included.
import { expect, test } from 'vitest';
import { sharedApp } from '../support/app.js';
import { CLIENT_NAMES, type ClientName, openClient } from './support/clients.js';
import { playScenario } from './support/scenario.js';
import type { Step } from './support/transcript.js';

const transcripts = new Map<ClientName, Promise<readonly Step[]>>();

/** Played once for each client. */
function transcriptOf(name: ClientName): Promise<readonly Step[]> {
  const played = transcripts.get(name) ?? play(name);
  transcripts.set(name, played);
  return played;
}

async function play(name: ClientName): Promise<readonly Step[]> {
  const { baseUrl, admin } = await sharedApp();
  const client = openClient(name, baseUrl);
  const formToken = async (form: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams(form);
    const response = await fetch(`${baseUrl}/v1beta1/auth/token`, { method: 'POST', body });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  return playScenario({ client, admin: admin.basic, formToken }).finally(() => client.close());
}

test.each(CLIENT_NAMES)('%s', async (name) => {
  const [first = 'grpc-js'] = CLIENT_NAMES;
  const transcript = await transcriptOf(name);
  expect(transcript.length).toBeGreaterThan(100);
  expect(transcript).toEqual(await transcriptOf(first));
});

test('nothing was logged as our fault', async () => {
  await Promise.all(CLIENT_NAMES.map(transcriptOf));
  const { log } = await sharedApp();
  expect(log).toEqual([]);
});
