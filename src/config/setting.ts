// What a setting is, and how its text is checked and converted.
import { z } from 'zod';

/** How a setting is told to people. */
export interface SettingText {
  readonly variable: string;
  /** Completes "accepts ...". */
  readonly accepts: string;
  /** The default as a value or in words; empty when there is none. */
  readonly fallback: string;
  readonly about: string;
  /** Its value is never shown, not even in part; also where a secret is easily put by mistake. */
  readonly secret?: true;
}

export interface Setting<T> extends SettingText {
  /** Checks and converts the text; its messages complete "NAME ...". */
  readonly schema: z.ZodType<T, string>;
}

/** A schema out of a function that answers undefined for what it does not accept. */
export function converted<T>(convert: (text: string) => T | undefined, problem: string): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    const value = convert(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
}

export function url(protocols: readonly string[], problem: string) {
  return z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), problem);
}

export function setting<T>(schema: z.ZodType<T, string>, text: SettingText): Setting<T> {
  return { ...text, schema };
}
