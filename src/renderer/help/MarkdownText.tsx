import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { classNames } from '../components/class-names';
import { targetOf } from './documents';
import css from './MarkdownText.module.css';

const cx = classNames(css);

interface MarkdownTextProps {
  readonly text: string;
  /** A link to another document was pressed. */
  readonly onOpen: (document: string) => void;
}

/** Markdown as React nodes: HTML in it stays text. Its first heading is of level 3, since a dialog has level 2. */
export function MarkdownText({ text, onOpen }: MarkdownTextProps) {
  return (
    <div className={cx('text', 'selectable')}>
      <Markdown remarkPlugins={[remarkGfm]} components={componentsFor(onOpen)}>
        {text}
      </Markdown>
    </div>
  );
}

function componentsFor(onOpen: (document: string) => void): Components {
  return {
    h1: ({ children }) => <h3 className={cx('title')}>{children}</h3>,
    h2: ({ children }) => <h4 className={cx('heading')}>{children}</h4>,
    h3: ({ children }) => <h5 className={cx('heading')}>{children}</h5>,
    // Pictures are not bundled: their words say what they show.
    img: ({ alt }) => <em>{alt}</em>,
    a({ href = '', children }) {
      const target = targetOf(href);
      if (target === null) return <span>{children}</span>;
      if ('url' in target)
        return (
          <a className={cx('link')} href={target.url} target="_blank" rel="noreferrer">
            {children}
          </a>
        );
      return (
        <button type="button" className={cx('link')} onClick={() => onOpen(target.document)}>
          {children}
        </button>
      );
    },
  };
}
