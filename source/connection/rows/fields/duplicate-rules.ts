/** How duplicate acknowledgements are recognised. */

/** As BSD does: no payload, same number, same window as the acknowledgement before. */
export const bsd = 0;
/** Same number, payload or not; triple only without payload. */
export const number = 1;
/** Same number, payload or not. */
export const numberWithData = 2;
