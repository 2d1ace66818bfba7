/** What each field of the forecast means, and an example that a test reads by its schema. */
export const forecastFields = {
  nextBill:
    'Счёт за текущий месяц, если посчитать его сегодня: по принятым показаниям или по тому, что их заменяет; null, если чего-то для расчёта не хватает',
  byNorm: 'Тот же счёт, если бы поверка счётчиков закончилась; null, если посчитать нельзя',
  month: 'Месяц, ГГГГ-ММ',
  methods: 'Как получен объём: способы строк, без повторов',
  chargedKopecks: 'Начислим за сам месяц, копейки',
  recalculatedKopecks: 'Перерасчёт прошлых месяцев, копейки',
  totalKopecks: 'Вместе, копейки. До закрытия месяца сумма может измениться',
  debts: 'Сколько должны сегодня по дням просрочки и пеням; null, если посчитать нельзя',
  principalKopecks: 'Неоплаченные счета за газ, копейки',
  overdueKopecks: 'Из них просрочено, копейки',
  advanceKopecks: 'Аванс, копейки',
  penaltyKopecks: 'Пени, которые уже вошли в счета и не оплачены, копейки',
  unbilledPenaltyKopecks:
    'Пени, которые выросли после последнего закрытого месяца и войдут в следующий счёт, копейки; минус: вернём',
  penalties: 'Чего будет стоить не платить; null, если платить нечего',
  freeUntil: 'Последний день, за который пеней ещё нет',
  until: 'День, по который посчитаны пени',
  growthKopecks:
    'На сколько вырастут пени к этому дню, если ничего не платить; null, если ключевая ставка на эти дни ещё не внесена',
};

const nextBill = {
  month: '2026-12',
  methods: ['METER'],
  chargedKopecks: 180_412,
  recalculatedKopecks: 0,
  totalKopecks: 180_412,
};

export const forecastExample = {
  nextBill,
  byNorm: {
    ...nextBill,
    methods: ['NORM_EXPIRED'],
    chargedKopecks: 577_440,
    totalKopecks: 577_440,
  },
  debts: {
    principalKopecks: 174_050,
    overdueKopecks: 0,
    advanceKopecks: 0,
    penaltyKopecks: 0,
    unbilledPenaltyKopecks: 0,
  },
  penalties: { freeUntil: '2027-01-14', until: '2027-02-14', growthKopecks: 1_653 },
};
