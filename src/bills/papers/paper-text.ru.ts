import { formatAccountNumber, formatAddress, formatDateWithYear } from '#src/ui/format.ru.ts';
import { printedCode } from '../bill-number.ts';
import { breakable } from '../breakable.ts';
import { monthText } from './month-text.ru.ts';
import type { PaperBody, PaperData, PaperKind } from './paper-data.ts';
import { paperName } from './paper-words.ru.ts';
import { reconciliationText } from './reconciliation-text.ru.ts';
import { noDebtText, paymentText, readingText } from './statement-text.ru.ts';

export type Term = readonly [term: string, text: string];

const templates = {
  no_debt: 'certificate.typ',
  reading: 'certificate.typ',
  payment: 'certificate.typ',
  reconciliation: 'reconciliation.typ',
  month: 'month.typ',
} satisfies Record<PaperKind, string>;

export const templateOf = ({ kind }: PaperBody): string => templates[kind];

type Made = { url: string; sha256: string };

/** Every text of the paper, ready to be set; the template decides only where it stands. */
export function paperText(paper: PaperData, { url, sha256 }: Made) {
  const { supplier, subscriber } = paper;
  const body = bodyText(paper);
  const host = url.replace(/^https?:\/\//, '').replace(paper.verifyCode, '');
  return {
    number: paper.number,
    shortTitle: paperName[paper.body.kind],
    madeOn: formatDateWithYear(paper.madeOn),
    example: paper.isExample ? 'Образец: реквизиты или тарифы вымышлены' : '',
    supplier: {
      name: supplier.name,
      legalName: supplier.legalName,
      lines: [
        `${supplier.legalName}, ИНН ${supplier.inn}, КПП ${supplier.kpp}`,
        formatAddress(supplier.address),
        `${supplier.phone}, ${supplier.email}`,
      ],
    },
    facts: [
      ['Лицевой счёт', formatAccountNumber(subscriber.number)],
      ...some('ЕЛС ГИС ЖКХ', subscriber.unifiedNumber),
      ['Абонент', breakable(subscriber.name)],
      ['Адрес', breakable(formatAddress(subscriber.address))],
      ...('period' in body ? [['Период', body.period]] : []),
    ] as Term[],
    qrAlt: `Код со ссылкой для проверки подлинности: ${url}`,
    verify: {
      url,
      text: `${host}${printedCode(paper.verifyCode)}`,
      sha: sha256.slice(0, 32).replace(/(.{8})(?=.)/g, '$1 '),
    },
    madeBy: `Сформировано в личном кабинете ${formatDateWithYear(paper.madeOn)}.`,
    ...body,
  };
}

const some = (term: string, text: string | null): Term[] => (text ? [[term, text]] : []);

function bodyText({ body, supplier, subscriber }: PaperData) {
  switch (body.kind) {
    case 'no_debt':
      return noDebtText(body, supplier);
    case 'reading':
      return readingText(body, supplier);
    case 'payment':
      return paymentText(body, supplier);
    case 'reconciliation':
      return reconciliationText(body, { supplier, subscriber });
    case 'month':
      return monthText(body);
  }
}
