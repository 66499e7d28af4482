import { classNames } from '../components/class-names';
import { AskForm } from './AskForm';
import { SearchDetail } from './SearchDetail';
import css from './SearchesTab.module.css';
import { SearchHistory } from './SearchHistory';

const cx = classNames(css);

/** Ask, look back at what was asked, and see what came of it. */
export function SearchesTab() {
  return (
    <div className={cx('tab')}>
      <AskForm />
      <SearchHistory />
      <SearchDetail />
    </div>
  );
}
