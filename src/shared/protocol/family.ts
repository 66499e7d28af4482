/** The kinds of implementation that exist in practice (PROTOCOL.md, "Families"). */
export type Family = 'A' | 'B' | 'C' | 'D' | 'E';

export const FAMILIES: readonly Family[] = ['A', 'B', 'C', 'D', 'E'];
