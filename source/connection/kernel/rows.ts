/** Rows of directions (2 × connection + side), by the fields of ../rows/fields. */
import { settings, Table } from './settings';
import { Bytes, Doubles, Shorts, Words } from './views';

@unmanaged
@final
export class Row {
  @inline
  get u8(): Bytes {
    return changetype<Bytes>(this);
  }
  @inline
  get u16(): Shorts {
    return changetype<Shorts>(this);
  }
  @inline
  get u32(): Words {
    return changetype<Words>(this);
  }
  @inline
  get f64(): Doubles {
    return changetype<Doubles>(this);
  }
}

@inline
export function rowOf(direction: u32): Row {
  return rowIn(settings.connections, direction);
}

@inline
export function rowIn(table: Table, direction: u32): Row {
  return changetype<Row>(table.rows + <usize>direction * table.stride);
}
