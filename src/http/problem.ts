import { STATUS_CODES } from 'node:http';

/** RFC 9457. `code` is stable; `title` is for people and may change. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  requestId: string;
  errors?: { field: string; message: string }[];
};

export type ProblemInput = {
  status: number;
  code: string;
  requestId: string;
  detail?: string;
  errors?: Problem['errors'];
};

export function problem({ status, code, requestId, detail, errors }: ProblemInput): Problem {
  return {
    type: `/api#${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    ...(detail ? { detail } : {}),
    requestId,
    ...(errors ? { errors } : {}),
  };
}
