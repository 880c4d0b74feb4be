// An RPC as doors and pipeline share it: its descriptor, who may call it, and what answers it.
import type { DescMessage, DescMethodUnary, Message, MessageInitShape } from '@bufbuild/protobuf';
import type { AccessRule, Awaitable, Call } from '../kernel/rpc.js';

/** An RPC, ready to be called: what doors look up and hand to `Invoke`. */
export interface Method {
  /** `FrontierService/CreateSecret`. */
  readonly name: string;
  readonly descriptor: DescMethodUnary;
  readonly access: AccessRule<Message>;
  readonly handle: (request: Message, call: Call) => Awaitable<MessageInitShape<DescMessage>>;
}
