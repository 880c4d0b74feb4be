// GET /metrics, for Prometheus. It asks for no credential: whoever runs the service keeps it from strangers.
import { FrontierError } from '../../kernel/errors.js';
import type { Door } from '../door.js';
import { asFrontierError } from '../errors.js';
import { pathOf } from '../http.js';
import { refuse } from '../refuse.js';

/** What there is to fetch. */
export interface MetricsSource {
  readonly contentType: string;
  text(): Promise<string>;
}

export function createMetricsDoor({ contentType, text }: MetricsSource): Door {
  return {
    handles: (request) => pathOf(request) === '/metrics',
    serve: (request, response) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        const error = new FrontierError('unimplemented', 'METHOD_NOT_ALLOWED', 'only GET and HEAD');
        refuse({ request, response }, error, { httpStatus: 405, headers: { allow: 'GET, HEAD' } });
        return;
      }
      text().then(
        (body) => {
          response.setHeader('content-type', contentType);
          response.setHeader('cache-control', 'no-store');
          response.end(body);
        },
        (error) => refuse({ request, response }, asFrontierError(error)),
      );
    },
  };
}
