// An RPC as doors and pipeline share it: its descriptor, who may call it, and what answers it.
import type {
  DescMessage,
  DescMethodServerStreaming,
  DescMethodUnary,
  Message,
  MessageInitShape,
} from '@bufbuild/protobuf';
import type { AccessRule, Awaitable, Call } from '../kernel/rpc.js';

/** What handlers answer: members of a message, which need not be one yet. */
export type Answer = MessageInitShape<DescMessage>;

/** An RPC with one answer, ready to be called: what doors look up and hand to `Invoke`. */
export interface Method {
  /** `FrontierService/CreateSecret`. */
  readonly name: string;
  readonly descriptor: DescMethodUnary;
  readonly access: AccessRule<Message>;
  readonly handle: (request: Message, call: Call) => Awaitable<Answer>;
}

/** An RPC that answers with a stream; for `InvokeStream`. */
export interface StreamMethod extends Omit<Method, 'descriptor' | 'handle'> {
  readonly descriptor: DescMethodServerStreaming;
  readonly handle: (request: Message, call: Call) => AsyncIterable<Answer>;
}
