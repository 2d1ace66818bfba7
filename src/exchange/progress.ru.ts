export const progressTexts = {
  bar: '{bar} {percentage} %  строк: {lines}, в секунду: {rate}, осталось: {eta_formatted}',
  linesRead: (lines: number): string => `  прочитано строк: ${lines.toLocaleString('ru-RU')}`,
  linesWritten: (lines: number): string => `  записано строк: ${lines.toLocaleString('ru-RU')}`,
};
