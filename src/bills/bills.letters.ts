import { resident } from '#src/actor.ts';
import type { Letter, LetterDeps, LetterRenderers } from '#src/mail/letter-types.ts';
import { seesAccount } from '#src/personal-accounts/household-store.ts';
import { findPersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { addDays, addMonths, type PlainMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import {
  formatAccountNumber,
  formatDateTime,
  formatDateWithYear,
  formatMoney,
  formatMonth,
} from '#src/ui/format.ru.ts';
import type { BillData } from './bill-data.ts';
import { getBillPdf } from './bill-pdf.ts';
import { findBillOfClose, isInForce } from './bills-store.ts';
import { deliveryStartText, deliveryText } from './delivery.ru.ts';
import type { DeliveryStart } from './delivery-starts-store.ts';
import { findLastChoice } from './delivery-store.ts';
import { createPaperRenderer } from './paper-renderer.ts';

/** What a queued `bill` carries. */
export type BillLetterData = {
  personalAccountId: number;
  closeId: number;
  number: string;
  month: PlainMonth;
  way: 'email_pdf' | 'email_link';
};

/** What a queued `bill_delivery_chosen` carries; from which bill it holds, as it was when chosen. */
export type DeliveryLetterData = DeliveryStart & {
  personalAccountId: number;
  choiceId: number;
};

/** Its process starts with the first letter that carries a PDF, and keeps nobody from ending. */
const renderer = createPaperRenderer();

export const billsLetters: LetterRenderers = {
  bill: async ({ db, clock, config, supplier, url }, letter) => {
    const { personalAccountId, closeId, number, month, way } = letter.data as BillLetterData;
    const bill = await findBillOfClose(db, { personalAccountId, closeId });
    // Reopened before it left: the next close brings another letter.
    if (!bill || !(await isInForce(db, bill))) return null;
    const on = addDays(addMonths(month, 1), -1);
    if (!(await seesAccount(db, letter.userId, { number, on }))) return null;
    const { data } = bill;
    const options = { siteUrl: config.url, charset: config.billQrCharset };
    const pdfOf = () => getBillPdf({ db, clock, config, renderer }, bill, options);
    const monthText = month.slice(0, 7);
    const file = `kvitanciya-${number}-${monthText}.pdf`;
    return {
      subject: `Квитанция за газ за ${formatMonth(month)}: ${shortSum(data)}`,
      paragraphs: [
        'Здравствуйте!',
        way === 'email_pdf'
          ? `Квитанция за ${formatMonth(month)} приложена к письму.`
          : `Квитанция за ${formatMonth(month)} готова. Кнопка откроет её после входа в личный кабинет.`,
        ...(bill.version > 1 ? ['Она заменяет прежнюю квитанцию за этот месяц.'] : []),
      ],
      facts: [
        { label: 'Лицевой счёт', value: await namedAccount({ db, supplier }, letter, number) },
        { label: data.closingKopecks < 0 ? 'Аванс' : 'К оплате', value: sumOf(data) },
        ...(data.closingKopecks > 0
          ? [{ label: 'Оплатить до', value: formatDateWithYear(data.dueOn) }]
          : []),
      ],
      action:
        way === 'email_link'
          ? {
              label: 'Открыть квитанцию',
              href: `${url}${href('bill', { number, month: monthText })}?show=1`,
            }
          : { label: 'Открыть личный кабинет', href: url + href('account', { number }) },
      afterword: [
        `Вы отказались от бумажной квитанции. Вернуть её можно в кабинете: ${url}${href('billDelivery', { number })}`,
        `Вопросы по сумме: ${supplier.contacts.phone.label}.`,
      ],
      ...(way === 'email_pdf'
        ? {
            attachments: [
              { filename: file, contentType: 'application/pdf', content: await pdfOf() },
            ],
          }
        : {}),
    };
  },

  bill_delivery_chosen: async ({ db, supplier, url }, letter) => {
    const { personalAccountId, choiceId, ...start } = letter.data as DeliveryLetterData;
    const choice = await findLastChoice(db, { choiceId, personalAccountId });
    // Of several choices the letter about the last one tells what holds.
    if (!choice) return null;
    const { number } = choice;
    if (!(await seesAccount(db, letter.userId, { number, on: null }))) return null;
    const isPaper = choice.way === 'paper';
    return {
      subject: isPaper ? 'Квитанция снова на бумаге' : 'Вы отказались от бумажной квитанции',
      paragraphs: [
        'Здравствуйте!',
        `Вы выбрали, как получать квитанцию за газ. ${deliveryText[choice.way]}`,
        ...deliveryStartText(start),
      ],
      facts: [
        { label: 'Лицевой счёт', value: await namedAccount({ db, supplier }, letter, number) },
        ...(start.from ? [{ label: 'С квитанции за', value: formatMonth(start.from) }] : []),
        { label: 'Выбрано', value: formatDateTime(choice.chosenAt, supplier.timeZone) },
        ...(isPaper
          ? []
          : [{ label: 'Редакция отказа', value: formatDateWithYear(choice.textVersion) }]),
      ],
      action: { label: 'Изменить', href: url + href('billDelivery', { number }) },
      afterword: [
        `Если вы этого не выбирали, измените выбор кнопкой выше и позвоните нам: ${supplier.contacts.phone.label}.`,
      ],
    };
  },
};

/** Two letters of one person are told apart by what they call their accounts; no address goes by mail for it. */
async function namedAccount(
  { db, supplier }: Pick<LetterDeps, 'db' | 'supplier'>,
  { userId }: Letter,
  number: string,
): Promise<string> {
  const own =
    userId === null ? null : await findPersonalAccount(db, resident(userId), { number, supplier });
  return [formatAccountNumber(number), own?.ownName].filter(Boolean).join(', ');
}

const sumOf = ({ closingKopecks }: BillData): string => formatMoney(Math.abs(closingKopecks));

function shortSum(data: BillData): string {
  if (data.closingKopecks > 0) return `к оплате ${sumOf(data)}`;
  return data.closingKopecks < 0 ? `у вас аванс ${sumOf(data)}` : 'платить не нужно';
}
