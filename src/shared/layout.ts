/**
 * How the picture is arranged: each wiring in its shape and the rest by force, all by force, all on one circle, or in
 * layers by the distance from one peer.
 */
export const ARRANGEMENTS = ['wired', 'force', 'circle', 'layers'] as const;
export type Arrangement = (typeof ARRANGEMENTS)[number];
