import type { SendMailOptions } from 'nodemailer';
import { z } from 'zod';
import type { JobContext, Task } from '#src/jobs/task.ts';
import { composeLetter, isMailAddress } from './compose-letter.ts';
import { lettersTried } from './letter-metrics.ts';
import { NOT_RELEVANT } from './letter-troubles.ts';
import type { Letter, LetterDeps, LetterRenderers } from './letter-types.ts';
import { findQueuedLetter, noteLetterOutcome } from './letters-store.ts';
import { readSmtpFailure } from './smtp-failure.ts';
import type { MailTransport } from './transport.ts';

export type SendLetterDeps = LetterDeps & {
  renderers: LetterRenderers;
  transport: MailTransport;
  /** Sender's address; the domain is ours. */
  from: string;
};

type Sending = SendLetterDeps & { log: JobContext['log'] };

/** Mail servers keep trying for days, so do we; what is older says nothing any more. */
const GIVE_UP_AFTER_MS = 3 * 86_400_000;

const payloadSchema = z.object({ letterId: z.int().positive() });

/**
 * The task send_letter. A letter goes out at least once, and after a crash at the worst moment
 * twice with one Message-ID; never more often than its tries.
 */
export function createSendLetter(deps: SendLetterDeps): Task {
  return async (payload, { signal, log }) => {
    const { letterId } = payloadSchema.parse(payload);
    const letter = await findQueuedLetter(deps.db, letterId);
    if (!letter) return;
    // Also of one that was taken up again, days after the job which knew the request.
    const letterLog = log.child({
      reqId: letter.requestId || undefined,
      letterId,
      kind: letter.kind,
    });
    await sendLetter({ ...deps, log: letterLog }, letter, signal);
  };
}

async function sendLetter(deps: Sending, letter: Letter, signal: AbortSignal) {
  if (!isMailAddress(letter.to)) return note(deps, letter, 'failed', 'not an address');
  const message = await makeMessage(deps, letter);
  if (!message) return note(deps, letter, 'failed', NOT_RELEVANT);
  try {
    await deps.transport.send(message, signal);
  } catch (error) {
    const { isFinal, reason } = readSmtpFailure(error);
    if (isFinal) return note(deps, letter, 'failed', reason);
    await noteUnsent(deps, letter, reason);
    // Without the cause: the server's answer quotes the address, and this goes to logs.
    throw new Error(`Letter ${letter.letterId} is not sent: ${reason}`);
  }
  await note(deps, letter, 'sent', null);
}

async function makeMessage(deps: Sending, letter: Letter): Promise<SendMailOptions | null> {
  const { db, clock, supplier, config, url, from, renderers } = deps;
  try {
    const render = renderers[letter.kind];
    // Queued by a newer version of the program, perhaps: that one will send it.
    if (!render) throw new Error(`No feature knows letters of the kind ${letter.kind}`);
    const content = await render({ db, clock, supplier, config, url }, letter);
    return content && composeLetter({ letter, content, supplier, from, now: clock.now() });
  } catch (error) {
    await noteUnsent(deps, letter, 'broken: see the log');
    throw error;
  }
}

function noteUnsent(deps: Sending, letter: Letter, reason: string): Promise<void> {
  const ageMs = deps.clock.now().getTime() - letter.createdAt.getTime();
  return note(deps, letter, ageMs > GIVE_UP_AFTER_MS ? 'failed' : 'queued', reason);
}

async function note(
  { db, clock, log }: Sending,
  { letterId, kind }: Letter,
  state: 'queued' | 'sent' | 'failed',
  error: string | null,
): Promise<void> {
  lettersTried.inc({ kind, outcome: state });
  await noteLetterOutcome(db, { letterId, state, error, now: clock.now() });
  log.info({ outcome: state, ...(error ? { reason: error } : {}) }, 'letter');
}
