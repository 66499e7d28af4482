import { expect, test } from 'vitest';
import { markRow, type RowSelection } from './row-selection';

const order = ['1', '2', '3', '4', '5'];
const none: RowSelection = { keys: new Set(), anchor: null };
const keys = (selection: RowSelection) => [...selection.keys];

test('a click marks one row alone', () => {
  const first = markRow(none, order, '2', 'one');
  expect(keys(markRow(first, order, '4', 'one'))).toEqual(['4']);
});

test('Shift marks from the anchor on, in either direction, as often as one likes', () => {
  const anchor = markRow(none, order, '3', 'one');
  const down = markRow(anchor, order, '5', 'range');
  expect(keys(down)).toEqual(['3', '4', '5']);
  expect(keys(markRow(down, order, '1', 'range'))).toEqual(['1', '2', '3']);
});

test('Ctrl adds a row and takes it out again', () => {
  const two = markRow(markRow(none, order, '1', 'one'), order, '4', 'toggle');
  expect(keys(two)).toEqual(['1', '4']);
  expect(keys(markRow(two, order, '1', 'toggle'))).toEqual(['4']);
});

test('an anchor that has scrolled out of the list makes a range of one', () => {
  const gone: RowSelection = { keys: new Set(['0']), anchor: '0' };
  expect(keys(markRow(gone, order, '2', 'range'))).toEqual(['2']);
});
