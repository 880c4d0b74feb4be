// The settings of the log.
import { z } from 'zod';
import { converted, setting } from './setting.js';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const LOG_FORMATS = ['json', 'pretty'] as const;

/** So that a busy service neither waits for its log nor fills a disk with it. */
export const LOG_CALLS = 'sample:1000';

const SAMPLE = /^sample:([1-9]\d{0,6})$/;

/** One of so many calls that go well is logged; 0: none. Undefined for text that says none of that. */
export function parseLogCalls(text: string): number | undefined {
  if (text === 'all') return 1;
  if (text === 'errors') return 0;
  const [, every] = SAMPLE.exec(text) ?? [];
  return every === undefined ? undefined : Number(every);
}

export const LOG_SETTINGS = {
  logLevel: setting(z.enum(LOG_LEVELS, 'is not a level'), {
    variable: 'FRONTIER_LOG_LEVEL',
    accepts: LOG_LEVELS.map((level) => `\`${level}\``).join(', '),
    fallback: 'info',
    about: 'The least important lines that are logged.',
  }),
  logFormat: setting(z.enum(LOG_FORMATS, 'is not a format'), {
    variable: 'FRONTIER_LOG_FORMAT',
    accepts: LOG_FORMATS.map((format) => `\`${format}\``).join(', '),
    fallback: '`pretty` on a terminal, else `json`',
    about: 'How log lines look. They go to standard error.',
  }),
  logCalls: setting(converted(parseLogCalls, 'is none of these'), {
    variable: 'FRONTIER_LOG_CALLS',
    accepts: '`all`, `errors` or `sample:N`, N from 1 to 9999999',
    fallback: LOG_CALLS,
    about:
      'Which calls get a line in the log. Calls that end with an error always do; of those that go well all, none, or those that change something and of every other RPC the first and every Nth. A line costs more than a decision. Its `request_id` is in the answer as `x-request-id`, as is one that the client sent.',
  }),
};
