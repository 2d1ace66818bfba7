import type { FastifyInstance, FastifyReply } from 'fastify';
import { registerForms } from '../forms.ts';
import { sendPage } from '../page.tsx';
import { roubles } from './answers.ts';
import { createBankFaults } from './faults.ts';
import { createBankBooks, type Operation, type Protocol } from './operations.ts';
import { makeRegistry, registryForms, spoils } from './registry-file.ts';
import { createTeller } from './teller.ts';

type Given = { protocol?: string; number?: string; sum?: string; at?: string };
type ByTxn = { Params: { txnId: string } };
type RegistryQuery = { Querystring: { date?: string; form?: string; spoil?: string } };

/** A bank with terminals: its own books, its calls to the supplier, its registries. */
export function registerBank(app: FastifyInstance, options: { siteUrl: () => string | null }) {
  const books = createBankBooks();
  const faults = createBankFaults();
  const teller = createTeller({ books, faults, ...options, agent: 'demo' });

  app.get('/bank', async (_, reply) => showBank(reply, books.operations));

  registerForms(app, (forms) => {
    forms.post<{ Body: Given }>('/bank', async (request, reply) => {
      const read = readGiven(request.body);
      if (!read)
        return showBank(reply.code(422), books.operations, 'Проверьте сумму: 100 или 10,45');
      await teller.take(read);
      return reply.redirect('/bank', 303);
    });
    forms.post<ByTxn>('/bank/operations/:txnId/repeat', async (request, reply) => {
      const operation = books.find(request.params.txnId);
      if (!operation) return reply.callNotFound();
      await teller.repeat(operation);
      return reply.redirect('/bank', 303);
    });
  });

  app.post<{ Body: Given }>('/bank/api/operations', async (request, reply) => {
    const read = readGiven(request.body ?? {});
    if (!read) return reply.code(400).send({ error: 'number, sum "10.45", protocol osmp or sber' });
    return teller.take(read);
  });
  app.post<ByTxn>('/bank/api/operations/:txnId/repeat', async (request, reply) => {
    const operation = books.find(request.params.txnId);
    return operation ? teller.repeat(operation) : reply.code(404).send({ error: 'no operation' });
  });

  app.get<RegistryQuery>('/bank/registry', async (request, reply) => {
    const { date: day = today(), form = 'terminals', spoil } = request.query;
    const known = registryForms.find((one) => one === form);
    if (!known || !/^\d{4}-\d\d-\d\d$/.test(day)) {
      return reply.code(400).send({ error: `form: ${registryForms.join(', ')}; date: 2026-11-20` });
    }
    const spoilt = spoils.find((one) => one === spoil) ?? null;
    const operations = books.ofDay(day);
    if (operations.length === 0)
      return reply.code(404).send({ error: 'nothing was paid that day' });
    const { name, bytes } = makeRegistry(known, { day, operations, spoil: spoilt });
    reply.header('content-disposition', `attachment; filename="${name}"`);
    return reply.type('application/octet-stream').send(bytes);
  });

  return { books, faults };
}

function readGiven({ protocol = 'osmp', number = '', sum = '', at }: Given) {
  const [, whole = '', fraction = ''] = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(sum.trim()) ?? [];
  const isMoment = at === undefined || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(at);
  if (whole === '' || number === '' || !isMoment) return null;
  if (protocol !== 'osmp' && protocol !== 'sber') return null;
  const known: Protocol = protocol;
  const kopecks = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  return { protocol: known, number: number.trim(), kopecks, at: at ?? moment() };
}

/** By the clock of Moscow, as banks write. */
const moment = (): string =>
  new Date().toLocaleString('sv-SE', { timeZone: 'Europe/Moscow' }).replace(' ', 'T');
const today = (): string => moment().slice(0, 10);

const stateText = {
  checking: 'проверяется',
  unknown: 'деньги у банка, поставщик не ответил',
  paid: 'принят',
  refused: 'деньги возвращены плательщику',
  broken: 'ответ поставщика неверен',
} as const satisfies Record<Operation['state'], string>;

function showBank(reply: FastifyReply, operations: readonly Operation[], error = '') {
  return sendPage(reply, {
    title: 'Банк с терминалами',
    children: (
      <>
        <p>
          Терминал зовёт кабинет как агент <code>demo</code>: сначала check, затем pay, и повторяет,
          пока не ответят.
        </p>
        {error && <p role="alert">{error}</p>}
        <form action="/bank" method="post">
          <label>
            Лицевой счёт
            <input name="number" inputmode="numeric" required />
          </label>
          <label>
            Сумма, ₽
            <input name="sum" inputmode="decimal" required />
          </label>
          <label>
            Протокол
            <select name="protocol">
              <option value="osmp">ОСМП</option>
              <option value="sber">Сбербанк ЕПС, протокол 1</option>
            </select>
          </label>
          <button type="submit">Внести деньги</button>
        </form>
        <h2>Реестр за сегодня</h2>
        <p>
          {registryForms.map((form) => (
            <>
              <a href={`/bank/registry?form=${form}`}>{form}</a>{' '}
            </>
          ))}
        </p>
        <h2>Операции</h2>
        <Operations operations={operations} />
      </>
    ),
  });
}

function Operations({ operations }: { operations: readonly Operation[] }) {
  if (operations.length === 0) return <p>Пока не платили.</p>;
  return (
    <ul class="letters">
      {operations
        .toReversed()
        .slice(0, 200)
        .map((one) => (
          <li>
            <span>{`${roubles(one.kopecks).replace('.', ',')}\u00a0₽, счёт ${one.number}`}</span>
            <span>
              {[one.shownName, stateText[one.state], codeText(one), one.trouble]
                .filter(Boolean)
                .join(', ')}
            </span>
            {one.state !== 'refused' && (
              <form action={`/bank/operations/${one.txnId}/repeat`} method="post">
                <button type="submit">Повторить pay</button>
              </form>
            )}
          </li>
        ))}
    </ul>
  );
}

const codeText = ({ code }: Operation): string => (code === null ? '' : `код ${code}`);
