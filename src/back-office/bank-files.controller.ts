import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { listBankAgents } from '#src/banks/bank-agents-store.ts';
import { loadRegistry } from '#src/banks/load-registry.ts';
import { loadStatement } from '#src/banks/load-statement.ts';
import { registryTemplates } from '#src/banks/registry-templates.ru.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { type FormValues, formValues } from '#src/http/forms.ts';
import { acceptUploads, uploadedFile } from '#src/http/uploads.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { BankFilesPage } from './bank-files.page.tsx';
import { fileMessages, registryFailureText, statementFailureText } from './bank-files.ru.ts';
import { deskContext } from './desk.ts';

/** Fifty thousand payments of a registry; a statement of a year. */
const MAX_BYTES = 8 * 1024 * 1024;

type Asked = { request: FastifyRequest; reply: FastifyReply; deps: AppDeps };

/** A registry or a statement that came by hand: kept here, as the command line keeps it. */
export function registerBankFiles(app: FastifyInstance, deps: AppDeps): void {
  const guard = requireStaff('decide_bank_money');
  app.get(routes.staffBankFiles, { preHandler: guard }, (request, reply) =>
    show({ request, reply, deps }, {}),
  );
  acceptUploads(app, { maxBytes: MAX_BYTES, guard }, (scope) => {
    scope.post(routes.staffBankFiles, async (request, reply) => {
      const asked = { request, reply, deps };
      const values = formValues(request.body);
      if (values.kind === 'registry') return takeRegistry(asked, values);
      if (values.kind === 'statement') return takeStatement(asked);
      return show(asked, { errors: [{ field: 'agent', message: fileMessages.kindMissing }] });
    });
  });
}

async function takeRegistry(asked: Asked, values: FormValues) {
  const { request, reply, deps } = asked;
  const { agent = '', template: templateName = '' } = values;
  const template = Object.hasOwn(registryTemplates, templateName)
    ? registryTemplates[templateName]
    : undefined;
  const { file, problem } = chosenFile(request, 'registryFile');
  const errors: FieldError[] = [];
  if (agent === '') errors.push({ field: 'agent', message: fileMessages.agentMissing });
  if (!template) errors.push({ field: 'template', message: fileMessages.templateMissing });
  if (problem) errors.push(problem);
  if (!template || !file || errors.length > 0) return show(asked, { values, errors });
  const { actor } = staffOf(request);
  const loaded = await loadRegistry(deps, actor, { ...file, agent, template, templateName });
  if (loaded.ok) {
    return reply.seeOther(href('staffRegistry', { registryId: loaded.registryId }));
  }
  const { failure } = loaded;
  const isOfAgent = failure.code === 'unknown_agent' || failure.code === 'posted_unseen';
  const field = isOfAgent ? 'agent' : 'registryFile';
  return show(asked, { values, errors: [{ field, message: registryFailureText(failure) }] });
}

async function takeStatement(asked: Asked) {
  const { request, reply, deps } = asked;
  const { file, problem } = chosenFile(request, 'statementFile');
  if (!file) return show(asked, { errors: problem ? [problem] : [] });
  const loaded = await loadStatement(deps, staffOf(request).actor, file);
  if (loaded.ok) return reply.seeOther(`${href('staffBanks')}?done=statement`);
  const message = statementFailureText(loaded.failure);
  return show(asked, { errors: [{ field: 'statementFile', message }] });
}

function chosenFile({ body }: FastifyRequest, field: string) {
  const file = uploadedFile(body, field);
  if (!file) return { file: null, problem: { field, message: fileMessages.fileMissing } };
  if (file.bytes.length > 0) return { file, problem: null };
  return { file: null, problem: { field, message: fileMessages.fileEmpty } };
}

type Shown = { values?: FormValues; errors?: FieldError[] };

async function show({ request, reply, deps }: Asked, { values = {}, errors = [] }: Shown) {
  const agents = await listBankAgents(deps.db);
  const props = {
    ...(await deskContext(request, deps)),
    // Registries of the others are posted by the reconciliation: the engineer brings them.
    agents: agents.filter((one) => one.disabledAt === null && one.registries === 'approval'),
    templates: Object.keys(registryTemplates),
    values,
    errors,
  };
  return reply.page(h(BankFilesPage, props), errors.length > 0 ? 422 : 200);
}
