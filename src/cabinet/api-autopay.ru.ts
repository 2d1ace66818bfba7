/** What each field of autopay means, and examples that a test reads by their schemas. */
export const autopayFields = {
  isOn: 'true — автоплатёж включён',
  method: 'Чем платить; null, если автоплатёж выключен',
  methodId: 'Номер сохранённого способа оплаты, из списка payment-methods',
  kind: 'sbp — СБП, bank_card — банковская карта',
  title: 'Как способ назван в кабинете',
  savedAt: 'Когда сохранён',
  on: 'bill — через три дня после новой квитанции, day — в день месяца',
  day: 'День месяца от 1 до 28, только при on: day; иначе null',
  dayInput: 'День месяца от 1 до 28, нужен при on: day',
  capKopecks: 'Не больше за календарный месяц, копейки',
  nextDueOn: 'Ближайший день списания, о котором ещё не объявлено; null, если он неизвестен',
  announced: 'О каком списании уже объявлено; null — ни о каком',
  dueOn: 'День списания',
  announcedKopecks: 'Больше этого не спишем, копейки',
  methods: 'Сохранённые способы оплаты, от новых к старым',
};

const method = {
  id: 17,
  kind: 'bank_card' as const,
  title: 'Карта •••• 4444',
  savedAt: '2026-11-26T08:00:00.000Z',
};

export const autopayExamples = {
  method,
  methods: { methods: [method] },
  wish: { methodId: 17, on: 'day' as const, day: 10, capKopecks: 500_000 },
  autopay: {
    isOn: true,
    method,
    on: 'day' as const,
    day: 10,
    capKopecks: 500_000,
    nextDueOn: '2027-01-10',
    announced: { dueOn: '2026-12-10', amountKopecks: 124_050 },
  },
};
