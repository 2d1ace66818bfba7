import { Counter } from 'prom-client';

export const paymentsMoved = new Counter({
  name: 'ochag_payments_total',
  help: 'Payments of gateways, by what became of them',
  labelNames: ['gateway', 'outcome'],
});

export const gatewayAnswers = new Counter({
  name: 'ochag_gateway_answers_total',
  help: 'Answers of gateways: told, refused, absent, or why nothing is known',
  labelNames: ['gateway', 'answer'],
});
