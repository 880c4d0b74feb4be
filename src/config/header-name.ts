// The name of a request header that a credential may come in.
import { z } from 'zod';

/** Those that mean something else to us, or to what stands between us and clients. */
const TAKEN_HEADERS =
  /^(authorization|proxy-.*|cookie|host|x-user-token|x-request-id|content-.*|accept.*|te|grpc-.*|connect-.*|connection|.*-bin)$/;

/** In lower case. */
export const headerName = z
  .string()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'is not the name of a header')
  .refine((name) => !TAKEN_HEADERS.test(name), 'has a meaning of its own');
