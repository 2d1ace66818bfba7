import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import type { Resident } from '#src/actor.ts';
import { renderPage } from '#src/ui/page.page.tsx';
import type { AccountSummary, PageContext } from '#src/ui/page-context.ts';
import type { Desk } from '#src/ui/staff-page.page.tsx';
import type { AppDeps } from './deps.ts';

/** Whom the request comes from; set by identity before any handler runs. */
export type SignedIn = {
  actor: Resident;
  sessionId: number;
  displayName: string;
  email: string;
  /** What a program's token may do; null for the person themselves, who may do everything. */
  scopes: readonly string[] | null;
};

declare module 'fastify' {
  interface FastifyRequest {
    signedIn: SignedIn | null;
    /** For the header of a signed-in page; filled by the handlers that show it. */
    pageAccounts: { list: AccountSummary[]; current: string | null };
    /** For pages of the desk; null anywhere else, and for whoever is not of the staff. */
    desk: Desk | null;
  }
  interface FastifyContextConfig {
    /** The page shows a secret or personal data to a guest: no copy stays anywhere. */
    isKeptNowhere?: boolean;
  }
  interface FastifyReply {
    page(node: JSX.Element, status?: number): FastifyReply;
    /** After a form was taken: 303, so that refresh and Back repeat nothing. */
    seeOther(address: string): FastifyReply;
  }
}

export function registerPages(app: FastifyInstance): void {
  app.decorateRequest('signedIn', null);
  app.decorateRequest('pageAccounts');
  app.decorateRequest('desk', null);
  app.addHook('onRequest', async (request) => {
    request.pageAccounts = { list: [], current: null };
  });
  app.decorateReply('page', function (this: FastifyReply, node: JSX.Element, status = 200) {
    return this.code(status)
      .type('text/html; charset=utf-8')
      .header('cache-control', cacheControlOf(this.request))
      .header('vary', 'cookie, accept-encoding')
      .send(renderPage(node));
  });
  app.decorateReply('seeOther', function (this: FastifyReply, address: string) {
    return this.redirect(address, 303);
  });
}

/**
 * A guest's page carries the token of their own forms, so no shared cache may keep it. An answer
 * to a form shows what was typed.
 */
function cacheControlOf(request: FastifyRequest): string {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isKeptNowhere = request.routeOptions.config.isKeptNowhere === true;
  const isOpen = !request.signedIn && !request.desk && isRead && !isKeptNowhere;
  return isOpen ? 'private, no-cache' : 'private, no-store';
}

/** What the layout of every page needs to know. */
export function pageContext(request: FastifyRequest, deps: AppDeps): PageContext {
  return {
    supplier: deps.supplier,
    assets: deps.assets,
    formToken: request.formToken(),
    user: request.signedIn ? { displayName: request.signedIn.displayName } : null,
    personalAccounts: request.pageAccounts?.list ?? [],
    currentNumber: request.pageAccounts?.current ?? null,
    isDemo: deps.isDemo,
  };
}
