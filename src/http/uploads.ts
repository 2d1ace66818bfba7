import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { RefusedRequest } from './refused-request.ts';

/** A file of a form, whole: what takes it needs all of it at once. */
export type UploadedFile = { fileName: string; bytes: Buffer };

/**
 * The routes that `register` adds take forms with files, of so many bytes in all and no more. The
 * guard is asked before the body is read: a stranger's file is never taken in.
 */
export function acceptUploads(
  app: FastifyInstance,
  { maxBytes, guard }: { maxBytes: number; guard: onRequestAsyncHookHandler },
  register: (scope: FastifyInstance) => void,
): void {
  void app.register(async (scope) => {
    scope.addHook('onRequest', guard);
    scope.addContentTypeParser(
      'multipart/form-data',
      { parseAs: 'buffer', bodyLimit: maxBytes },
      (request: FastifyRequest, body: Buffer) => readParts(request, body),
    );
    register(scope);
  });
}

/** By Node's own reader. The first of each name counts, as in any other form. */
async function readParts(
  { headers }: FastifyRequest,
  body: Buffer,
): Promise<Record<string, string | UploadedFile>> {
  const type = headers['content-type'] ?? '';
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw new RefusedRequest(400, 'bad_request');
    });
  const fields = new Map<string, string | UploadedFile>();
  for (const [name, value] of form) {
    if (!fields.has(name)) fields.set(name, await toField(value));
  }
  return Object.fromEntries(fields);
}

async function toField(value: FormDataEntryValue): Promise<string | UploadedFile> {
  if (typeof value === 'string') return value;
  return { fileName: nameOf(value.name), bytes: Buffer.from(await value.arrayBuffer()) };
}

/** Some programs send the whole path; nothing but the name is kept, and no sign that hides another. */
const nameOf = (told: string): string =>
  (told.split(/[/\\]/).at(-1) ?? '').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, 120);

/** The file of a form; null: none was chosen. */
export function uploadedFile(body: unknown, name: string): UploadedFile | null {
  const value = (body as Record<string, unknown> | undefined)?.[name];
  if (typeof value !== 'object' || value === null || !('bytes' in value)) return null;
  const file = value as UploadedFile;
  return file.fileName === '' && file.bytes.length === 0 ? null : file;
}
