// GET /ping, /healthz and /readyz, for load balancers and orchestrators.
import { FrontierError } from '../../kernel/errors.js';
import type { Door, HttpRequest, HttpResponse } from '../door.js';
import { asFrontierError } from '../errors.js';
import { pathOf } from '../http.js';
import { refuse } from '../refuse.js';
import type { Health } from './health.js';

interface Report {
  readonly httpStatus: number;
  readonly body: unknown;
}

/** `/ping` and `/healthz`: the process runs. `/readyz`: it can answer calls; 503 when not, with what is amiss. */
export function createHealthDoor(health: Health): Door {
  const reports: ReadonlyMap<string, () => Promise<Report>> = new Map([
    ['/ping', async () => ({ httpStatus: 200, body: { status: 'SERVING' } })],
    ['/healthz', async () => ({ httpStatus: 200, body: { status: 'ok' } })],
    ['/readyz', async () => readiness(health)],
  ]);
  return {
    handles: (request) => reports.has(pathOf(request)),
    serve: (request, response) => {
      const report = reports.get(pathOf(request));
      if (report === undefined || !isRead(request)) refuse({ request, response }, notAllowed(), ONLY_READS);
      else
        report()
          .then((found) => write(response, found))
          .catch((error) => refuse({ request, response }, asFrontierError(error)));
    },
  };
}

const ONLY_READS = { httpStatus: 405, headers: { allow: 'GET, HEAD' } };

async function readiness(health: Health): Promise<Report> {
  const { ready, checks } = await health.readiness();
  return { httpStatus: ready ? 200 : 503, body: { ready, checks } };
}

function write(response: HttpResponse, { httpStatus, body }: Report): void {
  response.statusCode = httpStatus;
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-store');
  response.end(JSON.stringify(body));
}

function isRead(request: HttpRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function notAllowed(): FrontierError {
  return new FrontierError('unimplemented', 'METHOD_NOT_ALLOWED', 'only GET and HEAD');
}
