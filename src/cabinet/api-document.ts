import type { SwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { routes } from '#src/routes.ts';
import { documentTexts } from './api-operations.ru.ts';

export type JsonSchema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  additionalProperties?: unknown;
  pattern?: string;
  minimum?: number;
  maximum?: number;
};

type Media = { schema: JsonSchema };

export type ApiParameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: JsonSchema;
};

export type ApiResponse = {
  description: string;
  headers?: Record<string, { description: string; schema: JsonSchema }>;
  content?: Record<string, Media>;
};

export type ApiOperation = {
  operationId: string;
  summary: string;
  description: string;
  /** The right that it asks of a token. */
  security: { apiToken: string[] }[];
  parameters?: ApiParameter[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, ApiResponse>;
};

/** The part of OpenAPI that our document uses. */
export type ApiDocument = {
  openapi: string;
  info: { title: string; version: string; description: string };
  paths: Record<string, Partial<Record<'get' | 'post', ApiOperation>>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, object> };
};

export const documentOptions: SwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: documentTexts.title,
      version: '1',
      description: documentTexts.description,
    },
    // Relative to the document itself: right behind any proxy and under any name.
    servers: [{ url: '/' }],
    externalDocs: { url: routes.apiDocs },
    components: {
      securitySchemes: {
        apiToken: { type: 'http', scheme: 'bearer', description: documentTexts.token },
      },
    },
  },
  transform: jsonSchemaTransform,
  transformObject: jsonSchemaTransformObject,
};

/** Puts right what the generator cannot know. */
export function finishDocument(draft: unknown): ApiDocument {
  const document = structuredClone(draft) as ApiDocument;
  for (const operation of operationsOf(document)) {
    describeResponses(operation.responses);
    if (operation.requestBody) operation.requestBody.required = true;
    for (const parameter of operation.parameters ?? []) {
      // Schemas of headers are in lower case, as Node gives them.
      if (parameter.in === 'header') parameter.name = headerNames[parameter.name] ?? parameter.name;
    }
  }
  const { schemas } = document.components;
  const used = new Set<string>();
  collectReferences(document.paths, schemas, used);
  for (const [name, schema] of Object.entries(schemas)) {
    if (!used.has(name)) delete schemas[name];
    else for (const one of withInner(schema)) tidySchema(one, { isRequest: isRequest(name) });
  }
  return document;
}

export const operationsOf = (document: ApiDocument): ApiOperation[] =>
  Object.values(document.paths).flatMap((path) => Object.values(path));

const headerNames: Record<string, string> = { 'idempotency-key': 'Idempotency-Key' };

function describeResponses(responses: Record<string, ApiResponse>): void {
  for (const [status, response] of Object.entries(responses)) {
    if (status === '200') response.description = documentTexts.done;
    if (status === '201') {
      response.description = documentTexts.created;
      response.headers = {
        Location: { description: documentTexts.location, schema: { type: 'string' } },
      };
    }
    if (status === '429' || status === '503') {
      response.headers = {
        'Retry-After': { description: documentTexts.retryAfter, schema: { type: 'integer' } },
      };
    }
  }
}

function collectReferences(
  node: unknown,
  schemas: Record<string, JsonSchema>,
  used: Set<string>,
): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    const name = key === '$ref' ? String(value).split('/').at(-1) : undefined;
    if (name && !used.has(name)) {
      used.add(name);
      collectReferences(schemas[name], schemas, used);
    }
    collectReferences(value, schemas, used);
  }
}

/** The generator names what is sent so, to tell it from what is answered. */
const isRequest = (name: string): boolean => name.endsWith('Input');

function tidySchema(schema: JsonSchema, { isRequest }: { isRequest: boolean }): void {
  // An answer may learn new fields; only a request with an unknown one is refused.
  if (!isRequest) delete schema.additionalProperties;
  // What the format says already, and the bounds of every number in JavaScript.
  if (schema.format) delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

function withInner(schema: JsonSchema): JsonSchema[] {
  const inner = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.anyOf ?? []),
    ...(schema.items ? [schema.items] : []),
  ];
  return [schema, ...inner.flatMap(withInner)];
}
