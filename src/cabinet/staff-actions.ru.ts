/** What staff do, as the record's readers are told: «Кто смотрел мои данные», the desk's journal. */
const texts: Record<string, string> = {
  find_account: 'нашли счёт поиском',
  look_at_account: 'открыли страницу счёта',
  look_at_contacts: 'посмотрели телефон и почту',
  look_at_readings: 'посмотрели историю показаний',
  look_at_linking_request: 'посмотрели обращение о добавлении счёта',
  look_at_reading_case: 'посмотрели обращение о показании',
  look_at_reading: 'посмотрели показание',
  look_at_letter: 'посмотрели письмо, которое не дошло',
  look_at_approval: 'посмотрели предложение коллеги',
  look_at_requests: 'посмотрели очередь обращений',
  look_at_audit: 'посмотрели журнал',
  enter_reading: 'внесли показание',
  correct_reading: 'исправили показание',
  void_reading: 'отозвали показание',
  confirm_reading: 'подтвердили показание',
  accept_reading_case: 'учли показание по обращению',
  refuse_reading_case: 'отказали в обращении о показании',
  accept_linking: 'добавили счёт по обращению',
  refuse_linking: 'отказали в добавлении счёта',
  retry_letter: 'отправили письмо ещё раз',
  close_letter: 'закрыли письмо, которое не дошло',
  propose_change: 'предложили изменение',
  approve_change: 'подтвердили изменение',
  refuse_change: 'отклонили изменение',
  end_access: 'закрыли доступ к счёту',
};

/** A newer program may have written what this one has no words for: then its code. */
export const staffActionText = (action: string): string => texts[action] ?? action;

/** For the filter of the journal. */
export const knownActions = Object.entries(texts).map(([action, text]) => ({ action, text }));
