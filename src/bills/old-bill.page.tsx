import { Alert } from '#src/ui/alert.tsx';

/** Beside a bill after which another one came: what it asked for may have been paid. */
export const OldBillAlert = () => (
  <Alert color="warning" title="Это не последняя квитанция">
    <p>
      После неё выпустили новую, а эту могли уже оплатить. Сколько платить сейчас, смотрите в новой.
    </p>
  </Alert>
);
