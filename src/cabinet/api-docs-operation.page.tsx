import { Card } from '#src/ui/card.tsx';
import { Details } from '#src/ui/details.tsx';
import { ParameterFields } from './api-docs-fields.page.tsx';
import type { ApiDocument, ApiOperation, JsonSchema } from './api-document.ts';
import { isApiCode } from './api-problems.ts';
import { nameOfReference } from './api-types.ru.ts';

export type DocumentedOperation = {
  method: string;
  path: string;
  operation: ApiOperation;
};

type Props = DocumentedOperation & { document: ApiDocument; url: string };

const componentOf = (document: ApiDocument, schema?: JsonSchema): JsonSchema | undefined =>
  schema?.$ref ? document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] : schema;

export function OperationCard({ method, path, operation, document, url }: Props) {
  const body = operation.requestBody?.content['application/json']?.schema;
  const [status, response] = mainResponse(operation);
  const answer = response?.content?.['application/json']?.schema;
  const example = componentOf(document, answer)?.examples?.[0];
  return (
    <Card title={operation.summary} headingId={operation.operationId}>
      <p>
        <code>
          <b>{method}</b> {path}
        </code>
      </p>
      <p>{operation.description}</p>
      <p>
        Право токена: <code>{operation.security[0]?.apiToken[0]}</code>
      </p>
      {operation.parameters && <ParameterFields parameters={operation.parameters} />}
      {body && (
        <p>
          Тело запроса: <ObjectLink schema={body} />
        </p>
      )}
      <h3>Пример</h3>
      <pre>
        <code>{curlOf({ method, path, operation, document, url })}</code>
      </pre>
      <p>
        Ответ {status}: {answer && <ObjectLink schema={answer} />}
      </p>
      <pre>
        <code>{JSON.stringify(example, null, 2)}</code>
      </pre>
      <Details summary="Все ответы">
        <dl class="fields">
          {Object.entries(operation.responses).map(([code, { description }]) => (
            <div key={code}>
              <dt>{code}</dt>
              <dd>{withCodeLinks(description)}</dd>
            </div>
          ))}
        </dl>
      </Details>
    </Card>
  );
}

/** 201 where something comes into being: 200 is then the answer to a repeat. */
function mainResponse({ responses }: ApiOperation) {
  const status = responses['201'] ? '201' : '200';
  return [status, responses[status]] as const;
}

function ObjectLink({ schema }: { schema: JsonSchema }) {
  const name = nameOfReference(schema.$ref ?? '');
  return (
    <a href={`#${name}`}>
      <code>{name}</code>
    </a>
  );
}

/** «Коды: not_found»: each leads to what it means. */
const withCodeLinks = (text: string) =>
  text
    .split(/\b([a-z_]+)\b/)
    .map((part) => (isApiCode(part) ? <a href={`#${part}`}>{part}</a> : part));

const exampleParameters: Record<string, string> = {
  '{number}': '390014587201',
  '{confirmationNumber}': 'P-26-0000-0123',
};

function curlOf({ method, path, operation, document, url }: Props): string {
  const address = path.replace(/\{\w+\}/g, (name) => exampleParameters[name] ?? name);
  const body = componentOf(document, operation.requestBody?.content['application/json']?.schema);
  const isKeyed = operation.parameters?.some(({ name }) => name === 'Idempotency-Key');
  const lines = [
    `curl${method === 'POST' ? ' -X POST' : ''} ${url}${address}`,
    '-H "Authorization: Bearer $TOKEN"',
    ...(isKeyed ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(body
      ? ['-H "Content-Type: application/json"', `-d '${JSON.stringify(body.examples?.[0])}'`]
      : []),
  ];
  return lines.join(' \\\n  ');
}
