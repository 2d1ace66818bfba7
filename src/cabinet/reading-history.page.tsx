import type { ReadingsPage as History, ReadingEntry } from '#src/meters/list-readings.ts';
import { readingStatusText, sourceText } from '#src/meters/meters.ru.ts';
import { href } from '#src/routes.ts';
import { DataTable } from '#src/ui/data-table.tsx';
import { formatDateShort, formatReading, formatVolume } from '#src/ui/format.ru.ts';
import { Tag, type TagColor } from '#src/ui/tag.tsx';

const statusColor = {
  accepted: 'success',
  stored: 'warning',
  corrected: 'neutral',
  withdrawn: 'neutral',
} as const satisfies Record<ReadingEntry['status'], TagColor>;

type HistoryProps = {
  number: string;
  history: History;
  hasManyMeters: boolean;
  /** More may come. */
  isSending: boolean;
};

/** Every version that was ever sent, with where it came from and what became of it. */
export function ReadingHistory({ number, history, hasManyMeters, isSending }: HistoryProps) {
  if (history.readings.length === 0) {
    const text = isSending
      ? 'Показаний пока нет. Первое, которое вы передадите, появится здесь.'
      : 'Показаний нет.';
    return <p class="muted">{text}</p>;
  }
  const rows = history.readings.map((reading) => ({
    id: `r${reading.readingId}`,
    cells: [
      reading.confirmation ? (
        <a href={href('readingConfirmation', { number, confirmation: reading.confirmation })}>
          {formatDateShort(reading.takenOn)}
        </a>
      ) : (
        formatDateShort(reading.takenOn)
      ),
      ...(hasManyMeters ? [`№ ${reading.meterSerial}`] : []),
      <b class="num">{formatReading(reading.value)}</b>,
      isCounted(reading) && reading.volumeM3 !== null ? formatVolume(reading.volumeM3) : null,
      sourceText(reading),
      <Tag color={statusColor[reading.status]}>{readingStatusText[reading.status]}</Tag>,
    ],
  }));
  return (
    <>
      <DataTable
        caption="История показаний, новые сверху"
        isCaptionHidden
        columns={[
          { label: 'Дата', align: 'start' },
          ...(hasManyMeters ? [{ label: 'Счётчик', align: 'start' as const }] : []),
          { label: 'Показание', onPhone: 'head' },
          { label: 'Расход' },
          { label: 'Откуда', align: 'start' },
          { label: 'Состояние', align: 'start' },
        ]}
        rows={rows}
      />
      {history.nextCursor && (
        <p>
          <a href={`${href('readings', { number })}?cursor=${history.nextCursor}#history`}>
            Показать более ранние
          </a>
        </p>
      )}
    </>
  );
}

const isCounted = ({ status }: ReadingEntry): boolean => status === 'accepted';
