/** What only the host knows. */

/** Is the connection (`udp`: the UDP pair) with this number, from 0, left out of all statistics? */
export declare function ignored(number: u32, udp: bool): bool;

/** A row for a new connection, where rows are used again. */
export declare function takeRow(): u32;
