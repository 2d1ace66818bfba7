import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ComponentChildren, JSX } from 'preact';
import type { Tx } from '#src/db/database.ts';
import type { AppDeps } from '#src/http/deps.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import type { FactorOwner } from './factor-owner.ts';

export type FrameProps = {
  context: PageContext;
  title: string;
  hasErrors?: boolean;
  scripts?: readonly string[];
  children: ComponentChildren;
};

/** Where the pages of factors stand, and for whom: in a resident's profile or at the desk. */
export type FactorSurface = {
  /** Staff never sign in by a password alone: their last factor stays. */
  isRequired: boolean;
  addresses: {
    overview: string;
    app: string;
    passkey: string;
    codes: string;
    removal: (factor: string) => string;
    /** The page that the overview belongs to. */
    back: string;
  };
  Frame: (props: FrameProps) => JSX.Element;
  context(request: FastifyRequest, deps: AppDeps): PageContext | Promise<PageContext>;
  ownerOf(request: FastifyRequest, deps: AppDeps): Promise<FactorOwner>;
  isPasswordRight(deps: AppDeps, owner: FactorOwner, password: string): Promise<boolean>;
  /** In the transaction of the change: all other sessions end, this one gets another token. */
  rotateSession(tx: Tx, request: FastifyRequest): Promise<RotatedSession | null>;
  setCookie(reply: FastifyReply, deps: AppDeps, session: RotatedSession): void;
};

export type RotatedSession = { token: string; isRemembered: boolean };
