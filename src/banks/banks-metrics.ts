import { Counter } from 'prom-client';

export const bankAnswers = new Counter({
  name: 'ochag_bank_answers_total',
  help: 'Answers to banks that pay online, by agent and what they were told',
  labelNames: ['agent', 'command', 'answer'],
});

export const bankRefusals = new Counter({
  name: 'ochag_bank_refusals_total',
  help: 'Calls to the addresses of banks that were not let in, by why',
  labelNames: ['why'],
});
