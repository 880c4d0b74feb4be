// Parses the path templates of google.api.http: literals, `*`, `**`, `{id}`, `{name=a/*}`, `{body.id}`, a custom `:verb`.

export const ONE = '*';
export const REST = '**';

/** A field of the request that takes its value from some segments of the path. */
export interface TemplateVariable {
  /** Names from the request message down, as written in the template. */
  readonly fieldPath: readonly string[];
  /** Index of its first segment. */
  readonly start: number;
  /** Index after its last segment; undefined when it takes all that is left (`**`). */
  readonly end: number | undefined;
  /** Of more than one segment: then `%2F` in the value stays encoded, so that it differs from a slash between segments. */
  readonly multi: boolean;
}

export interface PathTemplate {
  /** Literals, and `*` for one segment, `**` for any number of them. */
  readonly segments: readonly string[];
  readonly variables: readonly TemplateVariable[];
  /** Without its colon; empty when there is none. */
  readonly verb: string;
}

const PART = /\/(?:\{([\w.]+)(?:=([^{}]+))?\}|([^/{}=]+))/y;

/** Throws when the text is no template: a fault of the descriptors, found when the server starts. */
export function parsePathTemplate(text: string): PathTemplate {
  const { path, verb } = splitVerb(text);
  const segments: string[] = [];
  const variables: TemplateVariable[] = [];
  for (let at = 0; at < path.length; ) {
    PART.lastIndex = at;
    const match = PART.exec(path);
    if (match === null) throw new Error(`path template ${text} is malformed at ${at}`);
    const [whole, fieldPath, pattern, plain] = match;
    const added = plain === undefined ? (pattern ?? ONE).split('/') : [plain];
    if (fieldPath !== undefined) variables.push(variable(fieldPath, segments.length, added));
    segments.push(...added);
    at += whole.length;
  }
  checkSegments(segments, text);
  return { segments, variables, verb };
}

function splitVerb(text: string): { path: string; verb: string } {
  const colon = text.lastIndexOf(':');
  if (colon < Math.max(text.lastIndexOf('/'), text.lastIndexOf('}'))) return { path: text, verb: '' };
  return { path: text.slice(0, colon), verb: text.slice(colon + 1) };
}

function variable(fieldPath: string, start: number, segments: readonly string[]): TemplateVariable {
  const open = segments.at(-1) === REST;
  return {
    fieldPath: fieldPath.split('.'),
    start,
    end: open ? undefined : start + segments.length,
    multi: open || segments.length > 1,
  };
}

function checkSegments(segments: readonly string[], text: string): void {
  if (segments.length === 0 || segments.includes('')) throw new Error(`path template ${text} has an empty segment`);
  if (segments.slice(0, -1).includes(REST)) throw new Error(`path template ${text} goes on after **`);
}
