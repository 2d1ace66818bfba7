import type { Clock } from '#src/clock.ts';
import type { Config } from '#src/config.ts';
import type { Database } from '#src/db/database.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';

/** A letter as it was queued. `data` holds ids and small facts, never a token. */
export type Letter = {
  letterId: number;
  kind: string;
  to: string;
  userId: number | null;
  data: Record<string, unknown>;
  createdAt: Date;
  /** Of the request that queued it, for the log; empty when none did. */
  requestId?: string;
};

export type LetterDeps = {
  db: Database;
  clock: Clock;
  supplier: SupplierProfile;
  config: Config;
  /** The site's public address, without a slash at the end. */
  url: string;
};

/** What a feature says; how it looks is this room's affair. All of it is plain text. */
export type LetterContent = {
  subject: string;
  paragraphs: string[];
  /** Figures worth seeing at a glance: «Показание» — «8 799 м³». */
  facts?: { label: string; value: string }[];
  /** The one thing to do; `href` is a whole address. */
  action?: { label: string; href: string };
  afterword?: string[];
  /** Files of our own making, at most a few: a mail server refuses heavy letters. */
  attachments?: { filename: string; contentType: string; content: Buffer }[];
};

/**
 * Called at every try, just before sending; null when the letter has become pointless. It may make
 * one-time tokens, in a transaction of its own. Tokens of an earlier try must stay valid: that
 * letter may have been delivered though we did not learn of it.
 */
export type LetterRenderer = (deps: LetterDeps, letter: Letter) => Promise<LetterContent | null>;

/** By kind of letter. */
export type LetterRenderers = Readonly<Record<string, LetterRenderer>>;
