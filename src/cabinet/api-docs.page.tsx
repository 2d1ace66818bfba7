import { href } from '#src/routes.ts';
import { Card } from '#src/ui/card.tsx';
import { Links, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { SchemaFields } from './api-docs-fields.page.tsx';
import { ApiGuide } from './api-docs-guide.page.tsx';
import { type DocumentedOperation, OperationCard } from './api-docs-operation.page.tsx';
import type { ApiDocument } from './api-document.ts';
import { problemMeanings } from './api-problems.ru.ts';
import { type ApiCode, apiProblems } from './api-problems.ts';
import { nameOfReference } from './api-types.ru.ts';

type Props = { context: PageContext; document: ApiDocument; url: string };

/** The reference for people, out of the same document that programs read. */
export function ApiDocsPage({ context, document, url }: Props) {
  const operations = documentedOperations(document);
  return (
    <Page
      context={context}
      title="API"
      description="JSON API личного кабинета: счета, счётчики, показания. Для ваших программ."
    >
      <PageHead title={document.info.title} />
      <p>
        {document.info.description} Описание для программ: <a href={href('apiSpec')}>OpenAPI 3.1</a>
        .
      </p>
      <ApiGuide url={url} />
      <Card title="Что можно сделать" headingId="operations">
        <Links
          items={operations.map(({ method, path, operation }) => ({
            href: `#${operation.operationId}`,
            label: (
              <>
                {operation.summary}
                <code class="sub">
                  {method} {path}
                </code>
              </>
            ),
          }))}
        />
      </Card>
      {operations.map((one) => (
        <OperationCard key={one.operation.operationId} {...one} document={document} url={url} />
      ))}
      {Object.entries(document.components.schemas).map(([name, schema]) => (
        <Card key={name} title={nameOfReference(name)} headingId={nameOfReference(name)}>
          <SchemaFields schema={schema} isAsked={name.endsWith('Input')} />
        </Card>
      ))}
      <CodesCard />
    </Page>
  );
}

function documentedOperations({ paths }: ApiDocument): DocumentedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

/** Each under its own anchor: `type` of a problem leads here. */
function CodesCard() {
  return (
    <Card title="Коды ошибок" headingId="codes">
      <dl class="fields">
        {Object.entries(apiProblems).map(([code, { status }]) => (
          <div key={code} id={code}>
            <dt>
              <code>{code}</code> <span class="type">{status}</span>
            </dt>
            <dd>{problemMeanings[code as ApiCode]}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
