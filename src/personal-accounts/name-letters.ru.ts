import { cyrillicLookAlikes, latinLookAlikes } from '#src/supplier/look-alikes.ru.ts';

/** Letters of names that are compared as one: the first line as the second, place by place. */
const same = [
  ['АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁё', 'абвгдежзийклмнопрстуфхцчшщъыьэюяее'],
  // Latin ones that somebody's keyboard had left in.
  [latinLookAlikes, cyrillicLookAlikes],
] as const;

export const lettersFrom = same.map(([from]) => from).join('');
export const lettersTo = same.map(([, to]) => to).join('');
