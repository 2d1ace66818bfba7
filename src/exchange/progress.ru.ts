export const progressTexts = {
  bar: '{bar} {percentage} %  строк: {lines}, в секунду: {rate}, осталось: {eta_formatted}',
  linesRead: (lines: number): string => `  прочитано строк: ${lines.toLocaleString('ru-RU')}`,
};
