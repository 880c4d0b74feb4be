// Messages from and to the JSON of REST: either case and unknown fields in, snake_case and defaults written out.
import { create, type DescMessage, fromJson, type JsonValue, type Message, toJson } from '@bufbuild/protobuf';
import { isFieldError } from '@bufbuild/protobuf/reflect';
import { type FrontierError, invalidField } from '../../kernel/errors.js';
import { readJson, writeJson } from '../codec/json.js';
import { shapeOf } from '../codec/shape.js';
import type { Answer } from '../method.js';
import { writeOnce } from '../write-once.js';
import { badBody, MESSAGE_DEPTH } from './json.js';
import { type Fault, faultIn, holdsEnum } from './json-fault.js';

const READ = { ignoreUnknownFields: true, recursionLimit: MESSAGE_DEPTH } as const;
const WRITE = { useProtoFieldName: true, alwaysEmitImplicit: true } as const;

/** A reader for one type. It throws invalid_argument with the path of the first field that doesn't fit. */
export function messageReader(desc: DescMessage): (json: JsonValue) => Message {
  const checksFirst = holdsEnum(desc); // fromJson takes an unknown enum name for an unknown field, and drops it
  const shape = shapeOf(desc);
  return (json) => {
    const message = readJson(shape, json);
    if (message !== undefined) return message;
    if (checksFirst) refuse(faultIn(desc, json));
    try {
      return fromJson(desc, json, READ);
    } catch (error) {
      refuse(faultIn(desc, json));
      throw withoutPath(error);
    }
  };
}

/** JSON text. */
export function writeMessage(desc: DescMessage, answer: Answer): string {
  return (writers.get(desc) ?? newWriter(desc))(answer);
}

/** Made once for each type. */
const writers = new WeakMap<DescMessage, (answer: Answer) => string>();

function newWriter(desc: DescMessage): (answer: Answer) => string {
  const shape = shapeOf(desc);
  const write = writeOnce(
    (answer: Answer) => writeJson(shape, answer) ?? JSON.stringify(toJson(desc, create(desc, answer), WRITE)),
  );
  writers.set(desc, write);
  return write;
}

function refuse(fault: Fault | undefined): void {
  if (fault === undefined) return;
  if (fault.field === '') throw badBody('BODY_MALFORMED', `the body ${fault.description}`);
  throw invalidField(fault.field, fault.description);
}

/** What only the message as a whole can tell, such as two members of one oneof. */
function withoutPath(error: unknown): FrontierError {
  const cause = error instanceof Error ? error.cause : undefined;
  if (isFieldError(cause)) return invalidField(cause.field().name, 'does not fit with the other fields');
  return badBody('BODY_MALFORMED', 'the body does not fit the request message');
}
