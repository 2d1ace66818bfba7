import { channelText } from '#src/billing/charges.ru.ts';
import { readingStatusText, sourceText } from '#src/meters/meters.ru.ts';
import {
  formatDateTime,
  formatDateWithYear,
  formatMoney,
  formatMonth,
  formatReading,
  formatVolume,
} from '#src/ui/format.ru.ts';
import type {
  NoDebtBody,
  PaperSupplier,
  PaymentConfirmationBody,
  ReadingBody,
} from './paper-data.ts';
import type { Term } from './paper-text.ru.ts';

/** Papers of one statement: what is said large, what stands below it. */
type Statement = {
  title: string;
  statement: { label: string; text: string; note: string };
  details: Term[];
  sentences: string[];
  sign: { position: string; name: string } | null;
};

export function noDebtText(body: NoDebtBody, { signatory }: PaperSupplier): Statement {
  const { on, principalKopecks, penaltyKopecks, lastMonth } = body;
  const advance = -(principalKopecks + penaltyKopecks);
  return {
    title: 'Справка об отсутствии задолженности',
    statement: {
      label: `На ${formatDateWithYear(on)}`,
      text: 'Задолженности за газ нет',
      note:
        advance > 0
          ? `На счёте аванс ${formatMoney(advance)}`
          : 'Основной долг и пени: 0,00\u00a0₽',
    },
    details: [
      ['Основной долг', formatMoney(0)],
      ['Пени', formatMoney(0)],
      ...(advance > 0 ? ([['Аванс', formatMoney(advance)]] as Term[]) : []),
    ],
    sentences: [
      lastMonth
        ? `Учтены начисления по ${formatMonth(lastMonth)} включительно и платежи, которые поступили к дате справки.`
        : 'Учтены остаток из расчётной системы и платежи, которые поступили к дате справки.',
      'Справка говорит только о расчётах за газ. Обслуживание плиты, котла и труб оплачивают другой организации.',
    ],
    sign: signatory ?? { position: 'Подпись', name: '' },
  };
}

const readingTitle = {
  accepted: 'Показание принято',
  stored: 'Показание сохранено, но в счёт не войдёт',
  corrected: 'Показание исправлено более поздним',
  withdrawn: 'Показание отозвано',
} satisfies Record<ReadingBody['status'], string>;

export function readingText(body: ReadingBody, { timeZone }: PaperSupplier): Statement {
  const { status, previous, volumeM3 } = body;
  const counts = status === 'accepted';
  return {
    title: 'Подтверждение показания',
    statement: {
      label: `Счётчик № ${body.meterSerial}, ${formatDateWithYear(body.takenOn)}`,
      text: `${formatReading(body.value)}\u00a0м³`,
      note: readingTitle[status],
    },
    details: [
      ['Номер подтверждения', body.confirmation],
      ['Передано', formatDateTime(new Date(body.receivedAt), timeZone)],
      ['Откуда', sourceText({ source: body.source, userId: null, staffMemberId: null })],
      ['Состояние', readingStatusText[status]],
      ...(previous
        ? ([
            [
              'Прошлое показание',
              `${formatReading(previous.value)} на ${formatDateWithYear(previous.takenOn)}`,
            ],
          ] as Term[])
        : []),
      ...(counts && volumeM3 !== null
        ? ([['Прошло по счётчику', formatVolume(volumeM3)]] as Term[])
        : []),
      ...(counts ? ([['Войдёт в счёт', `за ${formatMonth(body.billingMonth)}`]] as Term[]) : []),
    ],
    sentences: [
      ...(body.notCountedReason === 'verification_expired'
        ? ['Поверка счётчика закончилась: до новой начисляем по нормативу.']
        : []),
      'Если показание исправят или отзовут, это будет видно по коду ниже.',
    ],
    sign: null,
  };
}

export function paymentText(body: PaymentConfirmationBody, { name }: PaperSupplier): Statement {
  const gas = body.amountKopecks - body.penaltyKopecks;
  return {
    title: 'Подтверждение платежа',
    statement: {
      label: `Оплачено ${formatDateWithYear(body.paidOn)}`,
      text: formatMoney(body.amountKopecks),
      note: 'Платёж зачтён на лицевой счёт',
    },
    details: [
      ['Как', channelText(body.channel)],
      ...(gas > 0 ? ([['За газ', formatMoney(gas)]] as Term[]) : []),
      ...(body.penaltyKopecks > 0
        ? ([['В счёт пеней', formatMoney(body.penaltyKopecks)]] as Term[])
        : []),
      ...(body.forMonth ? ([['За месяц', formatMonth(body.forMonth)]] as Term[]) : []),
      ['Стоит в счёте', `за ${formatMonth(body.billingMonth)}`],
    ],
    sentences: [
      `Деньги поступили поставщику «${name}» и учтены на лицевом счёте. Это подтверждение не заменяет кассовый чек.`,
    ],
    sign: null,
  };
}
