// What a client was answered, step by step, in a form that does not depend on when and under which ids it happened.
import type { JsonObject, JsonValue } from '@bufbuild/protobuf';
import type { Answer, CallOptions, Client } from './client.js';

export interface Step {
  readonly step: string;
  readonly rpc: string;
  readonly code: string;
  readonly message: string;
  readonly reason: string;
  readonly fields: readonly string[];
  readonly value: JsonValue;
}

export interface Transcript {
  readonly steps: readonly Step[];
  /** Calls, writes the answer down and gives it back as it came. */
  ask(step: string, rpc: string, message: JsonObject, options?: CallOptions): Promise<Answer>;
  /** As `ask`, for what must work; throws when it does not. */
  get(step: string, rpc: string, message: JsonObject, options?: CallOptions): Promise<JsonObject>;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;
/** New each time, and checked where they are used. */
const RANDOM = ['access_token', 'kid', 'n', 'private_key', 'public_key', 'secret', 'token'];

/** `run`: what makes the names of this run its own. */
export function createTranscript(client: Client, run: string): Transcript {
  const steps: Step[] = [];
  const plain = createPlain(run);
  const ask: Transcript['ask'] = async (step, rpc, message, options) => {
    const answer = await client.call(rpc, message, options);
    const { code, reason } = answer;
    const fields = answer.fields.map(plain.text);
    steps.push({
      step,
      rpc,
      code,
      message: plain.text(answer.message),
      reason,
      fields,
      value: plain.json('', answer.value),
    });
    return answer;
  };
  return {
    steps,
    ask,
    get: async (step, rpc, message, options) => {
      const answer = await ask(step, rpc, message, options);
      if (answer.code !== 'ok') throw new Error(`${step}: ${answer.code} ${answer.message} (${answer.reason})`);
      return answer.value;
    },
  };
}

function createPlain(run: string) {
  const ids = new Map<string, string>();
  const text = (value: string) =>
    value
      .replaceAll(UUID, (id) => {
        const known = ids.get(id) ?? `<id ${ids.size + 1}>`;
        ids.set(id, known);
        return known;
      })
      .replaceAll(run, '<run>');
  const json = (key: string, value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map((item) => json(key, item));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, json(name, item)]));
    return typeof value === 'string' && value !== '' ? leaf(key, value) : value;
  };
  const leaf = (key: string, value: string): string => {
    if (key.endsWith('_at') && RFC3339.test(value)) return '<time>';
    if (key === 'revision' && /^\d+$/.test(value)) return '<revision>';
    return RANDOM.includes(key) ? `<${key}>` : text(value);
  };
  return { text, json };
}
