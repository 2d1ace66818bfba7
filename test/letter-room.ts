import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import type { Sandbox } from '#sandbox/main.ts';
import { readConfig } from '#src/config.ts';
import { startWorker, type Worker } from '#src/jobs/worker.ts';
import type { LetterRenderers } from '#src/mail/letter-types.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { createSendLetter } from '#src/mail/send-letter.ts';
import { createMailTransport, type MailTransport } from '#src/mail/transport.ts';
import { readSupplierProfile, type SupplierProfile } from '#src/supplier/profile.ts';
import { captureLog } from './captured-log.ts';
import { openScratchDatabase } from './scratch-database.ts';

export const now = new Date('2026-12-12T08:00:00Z');
export const to = 'anna+gas@example.ru';

const renderers: LetterRenderers = {
  activation: async ({ url }, { data }) => ({
    subject: 'Подтвердите регистрацию',
    paragraphs: ['Здравствуйте, Анна!'],
    action: { label: 'Активировать', href: `${url}/activate/t${data.registrationId}` },
    afterword: ['Ссылка действует 24 часа.'],
  }),
  pointless: async () => null,
  sly: async () => ({
    subject: 'Тема\r\nBcc: thief@example.ru\r\n\r\nтекст',
    paragraphs: ['<script>alert(1)</script>'],
  }),
};

type LetterRoom = {
  database: Awaited<ReturnType<typeof openScratchDatabase>>;
  supplier: SupplierProfile;
  transport: MailTransport;
  worker: Worker | null;
  journal: ReturnType<typeof captureLog>;
};
type Changes = Partial<Parameters<typeof createSendLetter>[0]>;

/** For the tests of a file: letters in a database, sent by a worker to the sandbox of the moment. */
export function keepLetterRoom(sandbox: () => Sandbox) {
  const room = { worker: null, journal: captureLog() } as LetterRoom;
  beforeAll(async () => {
    room.database = await openScratchDatabase();
    room.supplier = await readSupplierProfile(null);
  });
  afterAll(() => room.database.stop());
  beforeEach(async () => {
    room.journal = captureLog();
    room.transport = createMailTransport({ smtpUrl: sandbox().smtpUrl, timeoutMs: 500 });
    await fetch(`${sandbox().url}/mail/messages`, { method: 'DELETE' });
    await room.database.pool.query(
      'delete from letters; delete from graphile_worker._private_jobs',
    );
  });
  afterEach(async () => {
    await room.worker?.stop();
    room.worker = null;
    room.transport.close();
    expect(room.journal.text()).not.toContain(to);
  });

  const letterRows = async () =>
    (await room.database.pool.query('select * from letters order by letter_id')).rows;
  return {
    room,
    letterRows,
    work: (changes: Changes = {}) => work(room, changes),
    queue: (kind: string, recipient = to) =>
      room.database.db
        .transaction()
        .execute((tx) =>
          queueLetter(tx, { kind, to: recipient, data: { registrationId: 5 } }, now),
        ),
    settled: (state: string) =>
      vi.waitFor(async () => expect((await letterRows())[0]?.state).toBe(state), {
        timeout: 10_000,
      }),
    ...readMail(sandbox),
  };
}

async function work(room: LetterRoom, changes: Changes) {
  const deps = {
    db: room.database.db,
    clock: { now: () => now },
    supplier: room.supplier,
    config: readConfig({}),
    url: 'https://lk.example.ru',
    renderers,
    transport: room.transport,
    from: 'lk@gazsnab.example',
    ...changes,
  };
  const tasks = { send_letter: createSendLetter(deps) };
  room.worker = await startWorker({ pool: room.database.pool, log: room.journal.log, tasks });
}

type Message = Record<'id' | 'to' | 'from' | 'subject' | 'date' | 'text' | 'html', string> & {
  links: string[];
};

/** What came to the mail server, and what it does with the next letter. */
function readMail(sandbox: () => Sandbox) {
  async function messages(query = ''): Promise<Message[]> {
    const answer = await fetch(`${sandbox().url}/mail/messages.json${query}`);
    return (await answer.json()) as Message[];
  }
  return {
    messages,
    source: async (id: string | undefined) =>
      (await fetch(`${sandbox().url}/mail/${id}/source`)).text(),
    next: (order: object) =>
      fetch(`${sandbox().url}/control/mail`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(order),
      }),
    arrived: (count: number) =>
      vi.waitFor(async () => expect(await messages()).toHaveLength(count), {
        timeout: 10_000,
        interval: 50,
      }),
  };
}
