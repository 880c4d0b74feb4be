// The log: one line for each event, JSON or for a terminal, secrets masked whatever the caller hands in.
import { pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { Config } from '../config/index.js';
import type { Clock } from '../kernel/clock.js';
import { cleanFields } from './clean-fields.js';
import { escapeControls, escapeControlsIn } from './escape-controls.js';
import { maskSecrets } from './mask.js';

/** Members of a log line beside its message. Errors go under `err`. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface LoggerParts {
  readonly log: Pick<Config['log'], 'level' | 'format'>;
  readonly clock: Clock;
  /** Takes finished lines, line feed included. */
  readonly write: (line: string) => void;
}

/** A logger that writes each line as soon as it is logged. Throws nothing, whatever it is handed. */
export function createLogger({ log, clock, write }: LoggerParts): Logger {
  const paint = log.format === 'pretty' ? prettyLine() : jsonLine;
  const logger = pino(
    {
      level: log.level,
      base: null,
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      // Errors are described already, and pino's own serializer would print what else they carry.
      serializers: { err: (description: unknown) => description },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => write(paint(maskSecrets(line))) },
  );
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}): void => {
      if (logger.isLevelEnabled(level)) logger[level](cleanFields(fields), message);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** JSON escapes the control characters below U+0020 itself, not those above. */
function jsonLine(line: string): string {
  return `${escapeControls(line.trimEnd())}\n`;
}

function prettyLine(): (line: string) => string {
  const pretty = prettyFactory({
    colorize: true,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    messageKey: 'msg',
  });
  return (line) => pretty(escapeControlsIn(JSON.parse(line)) as object);
}
