import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { limitedAddress } from '#src/http/limited-address.ts';
import { signIns } from '#src/http/metrics.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, type RateLimits } from '#src/http/rate-limits.ts';
import { href, routes } from '#src/routes.ts';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError } from '#src/ui/page-context.ts';
import { HeldFormPage } from './held-form.page.tsx';
import { holdForm, readHeldForm } from './held-form.ts';
import {
  emptyLoginText,
  emptyPasswordText,
  tooManyTriesText,
  wrongSignInText,
} from './identity.ru.ts';
import { isKnownDevice, rememberDevice } from './known-device.ts';
import {
  type Asked,
  type CodeStep,
  codeHandlers,
  setPendingCookie,
} from './second-factor/code.controller.ts';
import { residentLost } from './second-factor/second-factor.ru.ts';
import { clearSessionCookie, clientOf, setSessionCookie } from './session-hook.ts';
import { endSession } from './sessions.ts';
import { SignInPage } from './sign-in.page.tsx';
import { loginKey, signIn, usersWhoSignIn } from './sign-in.ts';
import { countTry, forgiveTries } from './sign-in-limits.ts';
import { countGuess } from './tell-of-guesses.ts';
import { findUserByLogin } from './users-store.ts';

export function registerSignIn(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);

  app.get(routes.root, (request, reply) =>
    reply.seeOther(request.signedIn ? href('accounts') : href('login')),
  );

  app.get(routes.login, (request, reply) => {
    if (request.signedIn) return reply.seeOther(href('accounts'));
    const { next = '', notice = '' } = formValues(request.query);
    return showSignIn(request, reply, deps, { values: { next: safeNext(next) }, notice });
  });

  app.decorateReply('signInFirst', function (this: FastifyReply) {
    const held = holdForm(this.request, deps);
    if (held === null) return null;
    return showSignIn(this.request, this, deps, { values: { held }, notice: 'form-held' }, 401);
  });

  app.post(routes.login, (request, reply) => answerSignIn(request, reply, deps, limits));

  const code = codeHandlers(deps, residentsCode);
  const keptNowhere = { config: { isKeptNowhere: true } };
  app.get(routes.loginCode, keptNowhere, code.show);
  app.post(routes.loginCode, code.take);

  app.post(routes.logout, async (request, reply) => {
    if (request.signedIn) await endSession(deps.db, request.signedIn.sessionId);
    clearSessionCookie(reply, deps);
    return reply.seeOther(`${href('login')}?notice=signed-out`);
  });
}

async function answerSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  limits: RateLimits,
) {
  const {
    login = '',
    password = '',
    remember = '',
    next = '',
    held = '',
  } = formValues(request.body);
  const values = { login, remember, next: safeNext(next), held };
  const fail = (errors: FieldError[], status: number) =>
    showSignIn(request, reply, deps, { values, errors }, status);
  const empty: FieldError[] = [];
  if (!login.trim()) empty.push({ field: 'login', message: emptyLoginText });
  if (!password) empty.push({ field: 'password', message: emptyPasswordText });
  if (empty.length > 0) return fail(empty, 422);

  const key = loginKey(login);
  const user = await findUserByLogin(deps.db, login);
  const isKnown = user !== null && isKnownDevice(request, deps, user.userId);
  const knownDevice = isKnown ? request.visitorId : null;
  const tries = { loginKey: key, address: limitedAddress(request), knownDevice };
  const limited = await countTry(limits, tries);
  if (!limited.ok) {
    signIns.inc({ outcome: 'limited' });
    reply.header('retry-after', String(limited.retryAfterSeconds));
    return fail([{ field: 'login', message: tooManyTriesText(limited.retryAfterSeconds) }], 429);
  }
  const isRemembered = remember === 'yes';
  const attempt = { login, password, isRemembered, client: clientOf(request) };
  const goOn = { next: values.next, held };
  const outcome = await signIn(deps, { ...attempt, ...goOn });
  if (!outcome.ok) {
    signIns.inc({ outcome: 'refused' });
    if (!isKnown) await countGuess(deps, limits, { login, loginKey: key });
    return fail([{ field: 'login', message: wrongSignInText }], 422);
  }
  await forgiveTries(limits, tries);
  if ('pendingToken' in outcome) {
    signIns.inc({ outcome: 'second_factor' });
    setPendingCookie(reply, deps, residentsCode.cookie, outcome.pendingToken);
    return reply.seeOther(href('loginCode'));
  }
  signIns.inc({ outcome: 'accepted' });
  const { userId, sessionToken: token } = outcome;
  return welcome({ request, reply, deps }, { userId, token, isRemembered, ...goOn });
}

type Welcome = {
  userId: number;
  token: string;
  isRemembered: boolean;
  next: string;
  held: string;
};

/** Both steps end here: the device is known from now on, and the person goes where they wanted. */
async function welcome({ request, reply, deps }: Asked, signedIn: Welcome): Promise<FastifyReply> {
  const { userId, token, isRemembered, next, held } = signedIn;
  rememberDevice(request, reply, deps, userId);
  if (request.signedIn) await endSession(deps.db, request.signedIn.sessionId);
  setSessionCookie(reply, deps, { token, isRemembered });
  const form = readHeldForm(request, deps, { userId, given: held });
  if (form) return reply.page(h(HeldFormPage, { context: pageContext(request, deps), held: form }));
  return reply.seeOther(next || href('accounts'));
}

const residentsCode: CodeStep = {
  cookie: 'second_factor',
  address: href('loginCode'),
  signIn: href('login'),
  lost: residentLost,
  Frame: Page,
  context: pageContext,
  owners: (request, { isDemo, clock }) =>
    usersWhoSignIn({ isDemo, client: clientOf(request), now: clock.now() }),
  welcome: (asked, { owner, sessionToken, pending }) =>
    welcome(asked, { userId: owner.id, token: sessionToken, ...pending }),
};

type Shown = { values: Record<string, string>; errors?: FieldError[]; notice?: string };

function showSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  { values, errors = [], notice = '' }: Shown,
  status = 200,
) {
  const context = pageContext(request, deps);
  return reply.page(h(SignInPage, { context, values, errors, notice }), status);
}

/** Only an address of this site: `//evil.example` and `/\evil` are not. */
export function safeNext(next: string): string {
  return /^\/(?![/\\])[\w\-./?=&%:+,]*$/.test(next) && !next.startsWith(routes.login) ? next : '';
}
