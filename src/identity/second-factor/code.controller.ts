import type { FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { cookieName, cookieOptions } from '#src/http/form-protection.ts';
import { formValues } from '#src/http/forms.ts';
import { signIns } from '#src/http/metrics.ts';
import { createRateLimits, type RateLimits } from '#src/http/rate-limits.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { CodePage } from './code.page.tsx';
import type { FactorOwner } from './factor-owner.ts';
import type { FactorSurface } from './factor-surface.ts';
import { findFactors } from './factors.ts';
import { countGuess, forgiveGuesses } from './guesses.ts';
import {
  type OwnersOfKind,
  type Passed,
  type Proof,
  passSecondFactor,
} from './pass-second-factor.ts';
import { askForPasskey } from './passkeys.ts';
import { findPendingSignIn, PENDING_MINUTES } from './pending-sign-ins.ts';
import { relyingPartyOf } from './relying-party.ts';
import * as say from './second-factor.ru.ts';

/** The second step of a sign-in, of residents or of staff. */
export type CodeStep = {
  /** Of the cookie between the steps. */
  cookie: string;
  /** Addresses of this step and of the first one. */
  address: string;
  signIn: string;
  lost: string;
  Frame: FactorSurface['Frame'];
  context(request: FastifyRequest, deps: AppDeps): PageContext;
  owners(request: FastifyRequest, deps: AppDeps): OwnersOfKind;
  /** Sets the cookie of the session and leads on. */
  welcome(asked: Asked, passed: Passed & { ok: true }): Promise<FastifyReply>;
  /** The demo's application shows it on the page. */
  demoCode?(deps: AppDeps, owner: FactorOwner): string | null;
};

export type Asked = { request: FastifyRequest; reply: FastifyReply; deps: AppDeps };

export function setPendingCookie(reply: FastifyReply, deps: AppDeps, name: string, token: string) {
  const options = cookieOptions(deps.config, PENDING_MINUTES * 60);
  reply.setCookie(cookieName(deps.config, name), token, options);
}

export function clearPendingCookie(reply: FastifyReply, deps: AppDeps, name: string): void {
  reply.clearCookie(cookieName(deps.config, name), cookieOptions(deps.config));
}

/** Who is between the steps; null when the time is over or the password has changed. */
export async function findWaiting({ request, deps }: Asked, step: CodeStep) {
  const token = request.cookies[cookieName(deps.config, step.cookie)] ?? '';
  const owners = step.owners(request, deps);
  const { kind } = owners;
  const pending = await findPendingSignIn(deps.db, { kind, token, now: deps.clock.now() });
  const owner = pending && (await owners.findOwner(deps.db, pending.ownerId));
  return owner ? { owner, token, pending } : null;
}

/** The handlers of GET and POST. */
export function codeHandlers(deps: AppDeps, step: CodeStep) {
  const limits = createRateLimits(deps.pool, deps.secret);
  return {
    show: async (request: FastifyRequest, reply: FastifyReply) => {
      const asked = { request, reply, deps };
      const waiting = await findWaiting(asked, step);
      if (!waiting) return reply.seeOther(`${step.signIn}?notice=too-late`);
      return showCode(asked, step, waiting.owner);
    },
    take: (request: FastifyRequest, reply: FastifyReply) =>
      takeCode({ request, reply, deps }, step, limits),
  };
}

async function showCode(
  { request, reply, deps }: Asked,
  step: CodeStep,
  owner: FactorOwner,
  refused?: { errors: FieldError[]; status: number },
): Promise<FastifyReply> {
  const { app, passkeys } = await findFactors(deps.db, owner);
  const asked = { party: relyingPartyOf(request, deps), now: deps.clock.now() };
  const passkeyOptions = passkeys[0] ? await askForPasskey(deps.db, owner, asked) : null;
  const props = {
    Frame: step.Frame,
    context: step.context(request, deps),
    action: step.address,
    signIn: step.signIn,
    lost: step.lost,
    hasApp: app !== null,
    passkeyOptions,
    errors: refused?.errors ?? [],
    demoCode: step.demoCode?.(deps, owner),
  };
  return reply.page(h(CodePage, props), refused?.status);
}

async function takeCode(asked: Asked, step: CodeStep, limits: RateLimits): Promise<FastifyReply> {
  const { request, reply, deps } = asked;
  const waiting = await findWaiting(asked, step);
  if (!waiting) return reply.seeOther(`${step.signIn}?notice=too-late`);
  const { owner, token } = waiting;
  const proof = readProof(asked);
  const field = fieldOf[proof.way];
  const refuse = (message: string, status = 422) =>
    showCode(asked, step, owner, { errors: [{ field, message }], status });
  if (proof.way !== 'passkey' && proof.code === '') return refuse(emptyText[proof.way]);
  const guessing = { db: deps.db, clock: deps.clock, limits };
  const limited = proof.way === 'passkey' ? null : await countGuess(guessing, owner, proof.way);
  if (limited?.ok === false) {
    signIns.inc({ outcome: 'limited' });
    reply.header('retry-after', String(limited.retryAfterSeconds));
    return refuse(say.tooManyCodes(limited.retryAfterSeconds), 429);
  }
  const owners = step.owners(request, deps);
  const passed = await passSecondFactor(
    { ...deps, owners },
    { token, proof, requestId: request.id },
  );
  if (!passed.ok && passed.code === 'pending_gone') {
    return reply.seeOther(`${step.signIn}?notice=too-late`);
  }
  if (!passed.ok) {
    signIns.inc({ outcome: 'refused_code' });
    return refuse(wrongText[proof.way]);
  }
  signIns.inc({ outcome: 'accepted' });
  if (proof.way !== 'passkey') await forgiveGuesses(guessing, owner, proof.way);
  clearPendingCookie(reply, deps, step.cookie);
  return step.welcome(asked, passed);
}

type Way = Proof['way'];
const fieldOf: Record<Way, string> = { app: 'code', recovery: 'recoveryCode', passkey: 'passkey' };
const emptyText = { app: say.emptyCode, recovery: say.emptyRecoveryCode };
const wrongText: Record<Way, string> = {
  app: say.wrongCode,
  recovery: say.wrongRecoveryCode,
  passkey: say.wrongPasskey,
};

/** Each form of the page has a field of its own. */
function readProof({ request, deps }: Asked): Proof {
  const { code, recoveryCode, passkey } = formValues(request.body);
  if (recoveryCode !== undefined) return { way: 'recovery', code: recoveryCode.trim() };
  if (code !== undefined || passkey === undefined) return { way: 'app', code: code?.trim() ?? '' };
  return { way: 'passkey', answer: passkey, party: relyingPartyOf(request, deps) };
}
