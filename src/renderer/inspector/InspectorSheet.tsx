import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { closeSheet } from '../sheet';
import { Inspector } from './Inspector';
import css from './InspectorSheet.module.css';

const cx = classNames(css);

/**
 * The inspector in a narrow window: it slides over the right edge of the canvas and of the panel below. Escape and its
 * button close it. The focus comes into it, and returns to where it was.
 */
export function InspectorSheet() {
  const element = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const own = element.current;
    const before = document.activeElement;
    own?.focus();
    return () => {
      if (own?.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    };
  }, []);

  // A control that gets the focus by Tab must be seen: the sheet makes room for one that lies wholly under it.
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      const own = element.current;
      if (!own || !(target instanceof Element) || own.contains(target)) return;
      const behind = target.closest('main') !== null;
      if (behind && lies(target.getBoundingClientRect(), own.getBoundingClientRect())) closeSheet();
    };
    document.addEventListener('focusin', onFocus);
    return () => document.removeEventListener('focusin', onFocus);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    closeSheet();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from each of its controls
    <div ref={element} className={cx('sheet')} tabIndex={-1} onKeyDown={onKeyDown}>
      <div className={cx('close')}>
        <Button label="Close the inspector" icon={X} words="never" onPress={closeSheet} />
      </div>
      <Inspector />
    </div>
  );
}

/** @returns whether the first lies wholly within the second */
function lies(inner: DOMRectReadOnly, outer: DOMRectReadOnly): boolean {
  return (
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom
  );
}
