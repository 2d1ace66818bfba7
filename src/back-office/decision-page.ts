import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import type { DecisionValues } from './decision-form.page.tsx';

/** A page on which something is decided, shown again, as it was typed, where the form was refused. */
export type DecisionPage = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  values?: DecisionValues;
  errors?: FieldError[];
  status?: number;
};
