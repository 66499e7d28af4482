import { useEffect, useState } from 'react';

/** @returns the value once it has stood still for so many milliseconds; compared by its JSON */
export function useDebounced<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  const wanted = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(wanted)), milliseconds);
    return () => clearTimeout(timer);
  }, [wanted, milliseconds]);
  return settled;
}
