import architecture from '../../../ARCHITECTURE.md?raw';
import changes from '../../../CHANGELOG.md?raw';
import contributing from '../../../CONTRIBUTING.md?raw';
import protocol from '../../../PROTOCOL.md?raw';
import readme from '../../../README.md?raw';
import security from '../../../SECURITY.md?raw';

interface HelpDocument {
  /** Its name in the repository, by which the documents refer to each other. */
  readonly file: string;
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

/** The documents of the repository, as they were when the app was built. */
export const DOCUMENTS: readonly HelpDocument[] = [
  { file: 'README.md', title: 'Read me', text: readme },
  { file: 'PROTOCOL.md', title: 'Protocol', text: protocol },
  { file: 'ARCHITECTURE.md', title: 'Architecture', text: architecture },
  { file: 'CONTRIBUTING.md', title: 'Contributing', text: contributing },
  { file: 'SECURITY.md', title: 'Security', text: security },
  { file: 'CHANGELOG.md', title: 'Changes', text: changes },
];

/** @returns where a link of a document leads: to another document, out to the web, or nowhere within the app */
export function targetOf(href: string): { readonly document: string } | { readonly url: string } | null {
  if (/^https?:\/\//.test(href)) return { url: href };
  const file = href.replace(/^\.\//, '').replace(/#.*$/, '');
  return DOCUMENTS.some((document) => document.file === file) ? { document: file } : null;
}
