import { readingFailureText } from '#src/meters/meters.ru.ts';
import type { ReadingFailure, SubmitFailure } from '#src/meters/reading-failure.ts';
import type { LinkedUser } from '#src/personal-accounts/household-store.ts';

export const proofText = {
  meter_serial: 'номером счётчика',
  last_bill: 'суммой квитанции',
  pin: 'ПИН из квитанции',
  staff: 'через сотрудника',
  demo: 'пример',
} satisfies Record<LinkedUser['proof'], string>;

const letterKinds: Record<string, string> = {
  activation: 'Регистрация: подтвердить почту',
  already_registered: 'Регистрация: кабинет уже есть',
  phone_in_use: 'Регистрация: телефон занят',
  registration_refused: 'Регистрация не прошла',
  password_reset: 'Новый пароль: ссылка',
  password_changed: 'Пароль изменён',
  linked_by_another: 'Счёт добавил ещё один человек',
  linking_guesses: 'Кто-то пытается добавить счёт',
  linking_decided: 'Решение о добавлении счёта',
  access_ended_by_staff: 'Доступ к счёту закрыт',
  reading_accepted: 'Показание принято',
  reading_withdrawn_by_staff: 'Показание отозвано сотрудником',
  reading_case_decided: 'Решение о показании',
  bill: 'Квитанция за месяц',
  bill_delivery_chosen: 'Как получать квитанцию: выбор принят',
  payment_received: 'Оплата прошла',
  payment_refunded: 'Деньги возвращены',
  autopay_on: 'Автоплатёж включён',
  autopay_announced: 'Автоплатёж: что и когда спишем',
  autopay_not_charged: 'Автоплатёж не прошёл',
  autopay_ended: 'Автоплатёж выключен',
  email_change: 'Новая почта: подтвердить',
  email_change_asked: 'Почту хотят сменить',
  email_changed: 'Почта изменена',
  phone_change: 'Новый телефон: подтвердить',
  phone_changed: 'Телефон изменён',
  phone_claimed: 'Телефон указал другой человек',
  api_token_created: 'Создан токен для программы',
  own_data_ready: 'Архив своих данных готов',
  sign_in_guesses: 'К кабинету подбирают пароль',
  cabinet_closed: 'Кабинет закрыт',
  second_factor_added: 'Добавлено подтверждение входа',
  second_factor_removed: 'Убрано подтверждение входа',
  second_factor_guessed: 'К кабинету подбирают код',
  recovery_code_used: 'Вход по запасному коду',
  recovery_codes_renewed: 'Новые запасные коды',
  staff_invitation: 'Приглашение сотрудника',
  staff_password_changed: 'Пароль сотрудника изменён',
};

export const letterKindText = (kind: string): string => letterKinds[kind] ?? kind;

export const letterStateText = {
  queued: 'Отправляем',
  sent: 'Отправлено',
  failed: 'Не дошло',
} as const;

/** What went wrong, from our own words about it. */
export function letterErrorText(error: string): string {
  if (error.startsWith('refused')) return 'почтовый сервер отказал';
  if (error.startsWith('unreachable')) return 'почтовый сервер не отвечал три дня';
  if (error === 'not an address') return 'адрес написан с ошибкой';
  if (error === 'not relevant any more') return 'стало ненужным';
  if (error.startsWith('bounced')) return 'письмо вернулось';
  if (error.startsWith('broken')) return 'не удалось составить';
  return error || 'причина неизвестна';
}

export const reasonMissing = 'Напишите, почему так решили: это останется в журнале';
export const reasonTooLong = 'Сократите: поместится не больше 500 знаков';
export const decisionMissing = 'Выберите решение';

const decisionFailures: Record<string, string> = {
  reason_missing: reasonMissing,
  decided_already: 'Пока страница была открыта, это решил другой сотрудник. Вот что решили',
  request_not_found: 'Такой заявки нет',
  case_not_found: 'Такой заявки нет',
  personal_account_missing: 'Выберите счёт, который добавить',
  new_meter_missing:
    'Нового счётчика ещё нет в базе: он появится со следующей загрузкой реестра. Решите после неё или откажите с объяснением',
  reading_not_yours:
    'Это показание пришло с файлом поставщика. Исправьте его там: следующая загрузка принесёт верное',
  expired: 'Срок предложения вышел. Если нужно, предложите заново',
  own_proposal: 'Своё предложение подтверждает только другой сотрудник',
  not_permitted_now: 'Ваши права изменились: решать предложения вам больше нельзя',
  proposer_not_permitted:
    'Тот, кто это предложил, больше не работает или не может предлагать такое. Отклоните предложение; если оно нужно, пусть его повторит другой сотрудник',
  no_access: 'Доступа у этого человека уже нет',
  already_proposed: 'Это уже предложено и ждёт второго сотрудника',
  event_refused:
    'Записать это больше нельзя: за это время у счёта появилось другое. Отклоните и предложите заново',
  privilege_refused:
    'Записать это больше нельзя: за это время у счёта появилось другое. Отклоните и предложите заново',
  event_not_found: 'Такого события нет',
  privilege_not_found: 'Такой льготы нет',
  account_not_found: 'Такого счёта нет',
  rate_unchanged: 'Такое значение с этого дня уже действует',
  correction_refused:
    'Записать это больше нельзя: за это время изменились пени или открытый месяц. Отклоните и предложите заново',
  key_used_otherwise: 'Эта форма уже отправлена с другой суммой. Откройте её заново',
  payment_not_found: 'Такого платежа у счёта нет, или он не прошёл',
  refund_too_large: 'Столько вернуть нельзя: часть платежа уже вернули или возвращают',
  refund_too_small: 'Меньше рубля вернуть нельзя',
  registry_not_found: 'Такого реестра нет',
  registry_not_so:
    'Пока страница была открыта, с реестром уже что-то сделали. Посмотрите, что с ним теперь',
  before_books:
    'День платежа раньше начала учёта по этому счёту: деньги могут уже быть в сальдо. Назовите другой счёт или верните',
  not_closed: 'Этот месяц не закрыт: открывать нечего',
  still_running: 'Месяц ещё закрывается. Дождитесь конца',
  not_the_last: 'Заново открывают только последний закрытый месяц',
  idempotency_key_reused: 'Эта форма уже отправлена с другим содержимым. Откройте её заново',
  no_address: 'На другой адрес это письмо отправить нельзя',
  address_gone: 'Почта у человека с тех пор другая. Отправьте письмо на неё или закройте его',
};

/** What to do about a refusal, in words for staff. */
export function deskFailureText(failure: { code: string }): string {
  return (
    decisionFailures[failure.code] ?? readingFailureText(failure as ReadingFailure | SubmitFailure)
  );
}

const done = new Map(
  Object.entries({
    accepted: 'Решение записали, житель получит письмо.',
    refused: 'Отказ записали, житель получит письмо с объяснением.',
    confirmed: 'Показание осталось в счёте.',
    voided: 'Показание отозвали, жители получат письмо.',
    retried: 'Письмо снова в очереди.',
    closed: 'Письмо закрыли: отправлять больше не будем.',
    closing: 'Закрытие началось: его делает программа в фоне.',
    proposed: 'Предложение ждёт второго сотрудника.',
    dropped: 'Реестр отбросили, ничего не зачислено.',
    statement: 'Выписку загрузили, она первая в списке.',
    assigned: 'Деньги зачислили на лицевой счёт.',
    returned: 'Деньги отметили возвращёнными.',
    difference_closed: 'Расхождение разобрано.',
    receipt_retried: 'Чек отправили в шлюз ещё раз.',
    receipt_closed: 'Отметили, что чек оформили иначе.',
    event_kept: 'Событие внесли.',
    event_cancelled: 'Событие отменили.',
    privilege_kept: 'Льготу внесли.',
    privilege_cancelled: 'Льготу отменили.',
  }),
);

/** After a decision, above the queues; null for anything made up. */
export const doneText = (what: string): string | null => done.get(what) ?? null;

const approvalKinds: Record<string, string> = {
  end_access: 'Закрыть доступ к счёту',
  control_reading: 'Внести контрольное показание',
  account_event: 'Внести событие',
  cancel_account_event: 'Отменить событие',
  privilege: 'Внести льготу',
  cancel_privilege: 'Отменить льготу',
  correction: 'Исправить сальдо',
  post_registry: 'Провести реестр банка',
  storno_registry: 'Сторнировать реестр банка',
  reopen_month: 'Открыть месяц заново',
  refund: 'Вернуть платёж',
  rate: 'Изменить тариф, норматив или ставку',
};

export const approvalKindText = (kind: string): string => approvalKinds[kind] ?? kind;

export const approvalStateText = {
  proposed: 'Ждёт',
  approved: 'Сделано',
  refused: 'Отклонено',
  expired: 'Срок вышел',
} as const;

const cancelling = {
  asks: {
    name: 'reason',
    label: 'Почему отменяем',
    hint: 'Останется в журнале, например: акт отозван, внесено дважды',
  },
  buttons: { keep: 'Отменить', propose: 'Предложить отмену', leave: 'Не отменять' },
};

/** The words of the page that shows what a fact changes. */
export const factCheckText = {
  event: {
    title: 'Проверьте событие',
    asks: {
      name: 'document',
      label: 'Документ',
      hint: 'На основании чего, например: акт 18 от 11.12.2026, заявление от 02.12.2026',
    },
    buttons: { keep: 'Внести событие', propose: 'Предложить событие', leave: 'Не вносить' },
  },
  eventCancellation: { title: 'Отменить событие', ...cancelling },
  privilege: {
    title: 'Проверьте льготу',
    asks: {
      name: 'category',
      label: 'Категория и документ',
      hint: 'Например: ветеран труда, справка 12 от 11.12.2026',
    },
    buttons: { keep: 'Внести льготу', propose: 'Предложить льготу', leave: 'Не вносить' },
  },
  privilegeCancellation: { title: 'Отменить льготу', ...cancelling },
};
