// The settings of revocation.
import { z } from 'zod';
import { parseDuration } from './duration.js';
import { duration } from './ranges.js';
import { converted, setting } from './setting.js';

/** The first is the default. */
export const ON_OUTAGE = ['closed', 'postgres'] as const;

/** A minute. Waiting longer to hear of what was revoked is no bound any more. */
const LONGEST_STALENESS = 60;

const maxStaleness = duration(1, LONGEST_STALENESS);

/** A day. */
const FURTHEST_OFF = 86_400;

function parseOffset(text: string): number | undefined {
  const seconds = parseDuration(text.replace(/^[+-]/, ''));
  if (seconds === undefined || seconds > FURTHEST_OFF) return undefined;
  return text.startsWith('-') ? -seconds : seconds;
}

export const REVOCATION_SETTINGS = {
  revocationMaxStaleness: setting(maxStaleness, {
    variable: 'FRONTIER_REVOCATION_MAX_STALENESS',
    accepts: 'a duration (`2s`, `1m`) or a number of seconds, from 1s to 1m',
    fallback: '2s',
    about:
      'How long a replica goes on answering calls with tokens without hearing what was revoked elsewhere; after that they are `unavailable`.',
  }),
  revocationOnOutage: setting(z.enum(ON_OUTAGE, 'is neither'), {
    variable: 'FRONTIER_REVOCATION_ON_OUTAGE',
    accepts: ON_OUTAGE.map((choice) => `\`${choice}\``).join(' or '),
    fallback: '`closed`',
    about:
      'What a replica does with calls that carry tokens once it has not heard from Redis for that long: `closed` answers `unavailable`, `postgres` asks the database at every such call, which is slower and still exact.',
  }),
  clockOffset: setting(converted(parseOffset, 'is not a duration of up to 1d, with or without a sign'), {
    variable: 'FRONTIER_CLOCK_OFFSET',
    accepts: 'a duration of up to 1d; with a minus the clock is behind',
    fallback: '0s',
    about:
      'For tests of what replicas do whose clocks are apart: how far this one takes its clock to be ahead of what it shows.',
  }),
};
