/** What each field of payments means, and examples that a test reads by their schemas. */
export const paymentFields = {
  method: 'Чем платить: sbp — СБП, bank_card — банковская карта',
  parts: 'Сколько за какой счёт: до десяти счетов, каждый один раз',
  paymentParts: 'За какие счета, в том порядке, в котором их подтверждать',
  partNumber: 'Номер лицевого счёта, одного из ваших',
  partAmount: 'Сумма в копейках',
  wantedPenalty:
    'Сколько из суммы отдать пеням, не больше пеней к оплате. Без этого поля сначала закрываем долг за газ, а пени — из остатка',
  partPenalty: 'Сколько из суммы пошло на пени, копейки',
  receiptEmail: 'Куда прислать чек; без него — на вашу почту',
  id: 'Номер платежа: по нему спрашивают, что с ним стало',
  state:
    'pending — ждёт подтверждения в банке, unknown — узнаём у банка, succeeded — оплачен и вычтен из суммы к оплате, canceled — не прошёл, partial — из нескольких счетов оплачены не все',
  amountKopecks: 'Сумма всех частей, копейки',
  startedAt: 'Когда начат',
  confirmationUrl:
    'Куда отправить плательщика, чтобы он подтвердил оплату; null, если подтверждать нечего или страница банка ещё готовится',
  partState: 'Состояние этой части: pending, unknown, succeeded или canceled',
  paidOn: 'День оплаты; null, пока не оплачена',
  cancelReason: 'Почему не прошла, словом банка; null, если прошла или ещё неизвестно',
  receiptState:
    'Чек: pending — оформляется, succeeded — отправлен, canceled — не оформлен; null, пока нет оплаты',
  payments: 'Платежи, от новых к старым',
  day: 'День оплаты; у неоплаченных — день начала',
  means: 'Как пришли деньги: sbp, card, bank, terminal, cash_desk, post, cabinet, other',
  historyState: 'Что стало с платежом; у денег из банков и касс всегда succeeded',
  historyId: 'Номер платежа, если вы начали его в кабинете или через API; иначе null',
  billingMonth: 'В квитанцию какого месяца войдёт, ГГГГ-ММ; null — ни в какую или не в нашу',
  isImported: 'true — платёж учла прежняя система поставщика',
  isAutopay: 'true — списал ваш автоплатёж',
};

const payment = {
  id: 'q1w2E3r4T5y6U7i8',
  state: 'pending' as const,
  method: 'sbp' as const,
  amountKopecks: 124_050,
  startedAt: '2026-12-12T08:00:00.000Z',
  confirmationUrl: 'https://yoomoney.ru/checkout/payments/v2/contract?orderId=2d8f1c3a',
  parts: [
    {
      accountNumber: '390014587201',
      amountKopecks: 124_050,
      penaltyKopecks: 383,
      state: 'pending' as const,
      paidOn: null,
      cancelReason: null,
      receiptState: null,
    },
  ],
};

export const paymentExamples = {
  newPayment: {
    method: 'sbp' as const,
    parts: [{ accountNumber: '390014587201', amountKopecks: 124_050 }],
  },
  payment,
  list: {
    payments: [
      {
        day: '2026-12-12',
        amountKopecks: 124_050,
        penaltyKopecks: 383,
        means: 'sbp',
        state: 'succeeded' as const,
        billingMonth: '2026-12',
        id: 'q1w2E3r4T5y6U7i8',
        receiptState: 'succeeded' as const,
        isImported: false,
        isAutopay: false,
      },
    ],
    nextCursor: null,
  },
};
