import type { LetterRenderers } from '#src/mail/letter-types.ts';
import { href } from '#src/routes.ts';
import {
  formatAccountNumber,
  formatDateWithYear,
  formatMoney,
  maskedNumber,
} from '#src/ui/format.ru.ts';
import { accountOfPayment, penaltiesOfPayment } from './columns-of-payment.ts';
import { howOf } from './payments.ru.ts';
import type { PaymentLetterData, RefundLetterData } from './tell-of-payment.ts';

/** A guest's address may be anybody's: nothing that the page of the bill's code does not show. */
const numberFor = (userId: number | null, number: string): string =>
  userId === null ? maskedNumber(number) : formatAccountNumber(number);

export const paymentsLetters: LetterRenderers = {
  payment_received: async ({ db, url, supplier }, letter) => {
    const { paymentId } = letter.data as PaymentLetterData;
    const row = await db
      .selectFrom('payments as p')
      .innerJoin('payment_baskets as b', 'b.basket_id', 'p.basket_id')
      .innerJoin('personal_accounts as a', (join) =>
        join.on('a.personal_account_id', '=', accountOfPayment),
      )
      .select(['p.amount_kopecks', 'p.paid_on', 'p.means', 'p.state', 'b.public_id', 'a.number'])
      .select(['b.source', 'b.user_id', penaltiesOfPayment.as('penalty_kopecks')])
      .where('p.payment_id', '=', paymentId)
      .executeTakeFirst();
    if (row?.state !== 'succeeded' || row.paid_on === null) return null;
    const isAutopay = row.source === 'autopay';
    const isGuest = row.user_id === null;
    const page = isGuest ? 'guestPaymentState' : 'paymentState';
    return {
      subject: `${isAutopay ? 'Автоплатёж прошёл' : 'Оплата прошла'}: ${formatMoney(row.amount_kopecks)}`,
      paragraphs: [
        'Здравствуйте!',
        'Мы получили вашу оплату и уже вычли её из суммы к оплате. Чек придёт на этот адрес отдельным письмом от оператора фискальных данных.',
      ],
      facts: [
        { label: 'Лицевой счёт', value: numberFor(row.user_id, row.number) },
        { label: 'Сумма', value: formatMoney(row.amount_kopecks) },
        ...(!isGuest && row.penalty_kopecks > 0
          ? [{ label: 'Из них пени', value: formatMoney(row.penalty_kopecks) }]
          : []),
        { label: 'Дата', value: formatDateWithYear(row.paid_on) },
        { label: 'Как платили', value: howOf({ means: row.means, isAutopay }) },
      ],
      action: {
        label: 'Открыть платёж',
        href: url + href(page, { paymentId: row.public_id }),
      },
      afterword: [`Если вы не платили, позвоните нам: ${supplier.contacts.phone.label}.`],
    };
  },

  payment_refunded: async ({ db, url, supplier }, letter) => {
    const { refundId } = letter.data as RefundLetterData;
    const row = await db
      .selectFrom('payment_refunds as r')
      .innerJoin('personal_accounts as a', 'a.personal_account_id', 'r.personal_account_id')
      .innerJoin('payments as p', 'p.payment_id', 'r.payment_id')
      .innerJoin('payment_baskets as b', 'b.basket_id', 'p.basket_id')
      .select(['r.amount_kopecks', 'r.refunded_on', 'a.number', 'b.user_id', 'b.public_id'])
      .where('r.refund_id', '=', refundId)
      .executeTakeFirst();
    if (!row?.refunded_on) return null;
    const { number, user_id: userId, public_id: paymentId } = row;
    return {
      subject: `Вернули ${formatMoney(row.amount_kopecks)}`,
      paragraphs: [
        'Здравствуйте!',
        'Деньги за газ вернулись туда, откуда вы платили. Банк зачислит их за несколько дней, а сумма к оплате уже выросла на столько же.',
      ],
      facts: [
        { label: 'Лицевой счёт', value: numberFor(userId, number) },
        { label: 'Сумма', value: formatMoney(row.amount_kopecks) },
        { label: 'Дата', value: formatDateWithYear(row.refunded_on) },
      ],
      action:
        userId === null
          ? { label: 'Открыть платёж', href: url + href('guestPaymentState', { paymentId }) }
          : { label: 'История платежей', href: url + href('payments', { number }) },
      afterword: [`Остались вопросы? Позвоните нам: ${supplier.contacts.phone.label}.`],
    };
  },
};
