import { randomUUID } from 'node:crypto';

const codes = {
  400: 'invalid_request',
  401: 'invalid_credentials',
  403: 'forbidden',
  404: 'not_found',
  429: 'too_many_requests',
  500: 'internal_server_error',
} as const;

/** An error object of ЮKassa, with its HTTP status. */
export class Refusal extends Error {
  readonly status: keyof typeof codes;
  readonly parameter: string | undefined;

  constructor(status: keyof typeof codes, description: string, parameter?: string) {
    super(description);
    this.status = status;
    this.parameter = parameter;
  }

  body(): object {
    return {
      type: 'error',
      id: randomUUID(),
      code: codes[this.status],
      description: this.message,
      ...(this.parameter === undefined ? {} : { parameter: this.parameter }),
    };
  }
}
