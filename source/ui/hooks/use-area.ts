import { createContext, useContext } from 'react';

/** Cells that a screen may fill. */
export interface Area {
  width: number;
  height: number;
}

export const AreaContext = createContext<Area>({ width: 80, height: 23 });

export const useArea = (): Area => useContext(AreaContext);
