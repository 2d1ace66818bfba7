/** What staff did or saw, as the record's readers are told: «Орлова Т., страница счёта». */
const texts: Record<string, string> = {
  find_account: 'счёт в списке найденных',
  look_at_account: 'страница счёта',
  look_at_contacts: 'телефон и почта',
  look_at_readings: 'история показаний',
  look_at_linking_request: 'заявка о добавлении счёта',
  look_at_reading_case: 'заявка о показании',
  look_at_reading: 'страница показания',
  look_at_letter: 'письмо, которое не дошло',
  look_at_approval: 'предложение коллеги',
  look_at_requests: 'очередь заявок',
  look_at_audit: 'журнал',
  enter_reading: 'внесено показание',
  correct_reading: 'исправлено показание',
  void_reading: 'отозвано показание',
  confirm_reading: 'подтверждено показание',
  accept_reading_case: 'показание учтено по заявке',
  refuse_reading_case: 'показание не учтено по заявке',
  accept_linking: 'счёт добавлен по заявке',
  refuse_linking: 'отказ в добавлении счёта',
  retry_letter: 'письмо отправлено ещё раз',
  close_letter: 'письмо закрыто без отправки',
  propose_change: 'предложено изменение',
  approve_change: 'подтверждено изменение',
  refuse_change: 'отклонено изменение',
  end_access: 'закрыт доступ к счёту',
};

/** A newer program may have written what this one has no words for: then its code. */
export const staffActionText = (action: string): string => texts[action] ?? action;

/** For the filter of the journal. */
export const knownActions = Object.entries(texts).map(([action, text]) => ({ action, text }));
