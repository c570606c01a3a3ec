import { useEffect, useState } from 'react';

/** Milliseconds that a selection rests before what is costly to show of it is asked for. */
const RESTING = 150;

/** The value once it has stayed the same for a moment; null while it moves on. */
export function useSettled<T>(value: T): T | null {
  const [settled, setSettled] = useState<{ value: T } | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ value }), RESTING);
    return () => clearTimeout(timer);
  }, [value]);
  return settled !== null && settled.value === value ? value : null;
}
