import { useSyncExternalStore } from 'react';
import { type ChartTheme, DARK_CHART, LIGHT_CHART } from '../../shared/charts/theme';

const root = document.documentElement;

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(root, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** @returns the colours of charts in the theme in force */
export function chartTheme(): ChartTheme {
  return root.dataset['theme'] === 'dark' ? DARK_CHART : LIGHT_CHART;
}

export function useChartTheme(): ChartTheme {
  return useSyncExternalStore(subscribe, chartTheme);
}
