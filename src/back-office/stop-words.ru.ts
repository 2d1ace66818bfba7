/** Stand in every address and tell nothing; left out of a search that has other words. */
export const stopWords =
  'г город гор ул улица д дом кв квартира обл область пер переулок просп проспект пр корп корпус стр пос поселок п с село б бульвар наб';
