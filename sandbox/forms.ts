import type { FastifyInstance } from 'fastify';

const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Everywhere else here a form is JSON that curl has misnamed; among these routes it is a form. */
export function registerForms(
  app: FastifyInstance,
  addRoutes: (forms: FastifyInstance) => void,
): void {
  app.register(async (forms) => {
    forms.removeContentTypeParser(FORM_TYPE);
    forms.addContentTypeParser(FORM_TYPE, { parseAs: 'string' }, (_, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    addRoutes(forms);
  });
}
