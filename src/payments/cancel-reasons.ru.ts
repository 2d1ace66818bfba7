/** Why a payment did not come off, to its payer: what it was, and what to do. */
export function cancelText(reason: string | null): string {
  const known = textsOf(reason);
  return known ? `${known.what}. ${known.advice}` : 'Банк не провёл оплату. Деньги не списаны.';
}

/** The same to whoever is asked about it on the telephone. */
export function cancelTextAtDesk(reason: string | null): string {
  const known = textsOf(reason);
  return known ? (known.atDesk ?? known.what) : 'Банк не провёл оплату';
}

type Texts = { what: string; advice: string; atDesk?: string };

const textsOf = (reason: string | null): Texts | undefined =>
  reason === null ? undefined : cancelTexts[reason];

const cancelTexts: Record<string, Texts> = {
  '3d_secure_failed': {
    what: 'Не получилось подтвердить оплату кодом',
    advice: 'Попробуйте ещё раз.',
    atDesk: 'Плательщик не подтвердил оплату кодом',
  },
  call_issuer: {
    what: 'Банк отклонил оплату без объяснений',
    advice: 'Позвоните в банк или заплатите иначе.',
  },
  card_expired: {
    what: 'Срок действия карты истёк',
    advice: 'Заплатите другой картой или через СБП.',
  },
  canceled_by_merchant: { what: 'Мы отменили эту оплату', advice: 'Деньги не списаны.' },
  country_forbidden: {
    what: 'Картой этой страны заплатить нельзя',
    advice: 'Возьмите другую карту или СБП.',
  },
  expired_on_confirmation: {
    what: 'Оплату не подтвердили за час, и она отменилась',
    advice: 'Деньги не списаны.',
  },
  expired_on_capture: { what: 'Оплата отменилась: истекло время', advice: 'Деньги не списаны.' },
  fraud_suspected: {
    what: 'Банк счёл оплату подозрительной',
    advice: 'Заплатите другой картой или через СБП.',
  },
  general_decline: { what: 'Банк отклонил оплату', advice: 'Деньги не списаны.' },
  identification_required: {
    what: 'Нужна идентификация в банке',
    advice: 'Заплатите картой или другим банком.',
    atDesk: 'Плательщику нужна идентификация в банке',
  },
  insufficient_funds: {
    what: 'На счёте не хватило денег',
    advice: 'Заплатите меньше или с другого счёта.',
  },
  internal_timeout: {
    what: 'Банк не ответил вовремя',
    advice: 'Деньги не списаны, попробуйте ещё раз.',
  },
  invalid_card_number: {
    what: 'Номер карты неверный',
    advice: 'Проверьте его и попробуйте ещё раз.',
  },
  invalid_csc: { what: 'Код с обратной стороны карты неверный', advice: 'Попробуйте ещё раз.' },
  issuer_unavailable: {
    what: 'Банк, который выпустил карту, сейчас недоступен',
    advice: 'Попробуйте позже.',
    atDesk: 'Банк, который выпустил карту, был недоступен',
  },
  payment_method_limit_exceeded: {
    what: 'Превышен лимит платежей',
    advice: 'Заплатите меньше или другим способом.',
    atDesk: 'Превышен лимит платежей у банка плательщика',
  },
  payment_method_restricted: {
    what: 'По этой карте платежи запрещены',
    advice: 'Заплатите другим способом.',
  },
  permission_revoked: {
    what: 'Вы отозвали разрешение на списание',
    advice: 'Оплатите сами.',
    atDesk: 'Плательщик отозвал разрешение на списание',
  },
  refused_by_gateway: {
    what: 'Платёжный сервис не принял оплату',
    advice: 'Деньги не списаны, попробуйте позже.',
  },
  never_arrived: { what: 'Оплата не дошла до банка', advice: 'Деньги не списаны.' },
};
