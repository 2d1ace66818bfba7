import { Counter } from 'prom-client';

export const autopayRuns = new Counter({
  name: 'ochag_autopay_runs_total',
  help: 'Months of rules of autopay, by what became of them',
  labelNames: ['outcome'],
});
