import type { FastifyRequest } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { pageContext } from '#src/http/page-reply.ts';
import type { FrameProps } from '#src/identity/second-factor/factor-surface.ts';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';

/** The plain layout: until somebody is signed in there is no desk to show. */
export function StaffFrame(props: FrameProps) {
  return (
    <Page
      {...props}
      isSignIn
      description={`Вход для сотрудников. ${props.context.supplier.name}.`}
    />
  );
}

/** A resident may be signed in by the same browser: these pages are none of theirs. */
export function staffContext(request: FastifyRequest, deps: AppDeps): PageContext {
  const context = pageContext(request, deps);
  return { ...context, user: null, personalAccounts: [], currentNumber: null };
}
