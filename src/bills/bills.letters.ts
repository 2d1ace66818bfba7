import type { LetterRenderers } from '#src/mail/letter-types.ts';
import { seesAccount } from '#src/personal-accounts/household-store.ts';
import { addDays, addMonths, type PlainMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import {
  formatAccountNumber,
  formatDateWithYear,
  formatMoney,
  formatMonth,
} from '#src/ui/format.ru.ts';
import type { BillData } from './bill-data.ts';
import { getBillPdf } from './bill-pdf.ts';
import { findBillOfClose, isInForce } from './bills-store.ts';
import { createPaperRenderer } from './paper-renderer.ts';

/** What a queued `bill` carries. */
export type BillLetterData = {
  personalAccountId: number;
  closeId: number;
  number: string;
  month: PlainMonth;
  way: 'email_pdf' | 'email_link';
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
    const file = `kvitanciya-${number}-${month.slice(0, 7)}.pdf`;
    return {
      subject: `Квитанция за газ за ${formatMonth(month)}: ${shortSum(data)}`,
      paragraphs: [
        'Здравствуйте!',
        way === 'email_pdf'
          ? `Квитанция за ${formatMonth(month)} приложена к письму.`
          : `Квитанция за ${formatMonth(month)} готова, она в личном кабинете.`,
        ...(bill.version > 1 ? ['Она заменяет прежнюю квитанцию за этот месяц.'] : []),
      ],
      facts: [
        { label: 'Лицевой счёт', value: formatAccountNumber(number) },
        { label: data.closingKopecks < 0 ? 'Аванс' : 'К оплате', value: sumOf(data) },
        ...(data.closingKopecks > 0
          ? [{ label: 'Оплатить до', value: formatDateWithYear(data.dueOn) }]
          : []),
      ],
      action: { label: 'Открыть личный кабинет', href: url + href('account', { number }) },
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
};

const sumOf = ({ closingKopecks }: BillData): string => formatMoney(Math.abs(closingKopecks));

function shortSum(data: BillData): string {
  if (data.closingKopecks > 0) return `к оплате ${sumOf(data)}`;
  return data.closingKopecks < 0 ? `у вас аванс ${sumOf(data)}` : 'платить не нужно';
}
