import { z } from 'zod';
import { fieldErrors } from './api-problems.ru.ts';

/** Volumes and areas: exact decimals as text, since a binary fraction would round them. */
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
export const kopecks = z.int();
export const date = z.iso.date();
export const yearMonth = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
export const instant = z.iso.datetime();

/** A reading as a program writes it: no spaces, no comma, no JSON number that could lose digits. */
export const readingValue = z
  .string(fieldErrors.value)
  .max(20, { error: fieldErrors.value, abort: true })
  .regex(/^\d+(\.\d+)?$/, fieldErrors.value);
export const dateInput = z.iso.date(fieldErrors.takenOn);
export const monthInput = z
  .string(fieldErrors.month)
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, fieldErrors.month);
