import { isVerb } from '../verbs';

/** Words with which programs report that they did not understand something; matched whole, in any case. */
const REPORTS =
  /\b(errors?|err|exception|traceback|fail|fails|failed|failure|invalid|illegal|malformed|incorrect|wrong|bad|unknown|unrecogni[sz]ed|unsupported|unexpected|unreadable|undefined|rejected|denied|sorry|nack|cannot|can['’]?t|could ?n[o'’]t|not (an? )?(valid|known|found|supported|recogni[sz]ed|understood|implemented|allowed)|does ?n[o'’]t exist)\b/i;

/**
 * Whether an unreadable body looks like another program's way to report an error. Such a report is never answered:
 * two programs that report errors about each other's reports would not end.
 *
 * @param body a frame's body, or all that was received where there is no frame
 */
export function isErrorReport(body: string): boolean {
  const text = body.replace(/^\d+ /, '').replaceAll('_', ' ');
  // A request with a wrong field is a request, whatever words are in it.
  const [verb = ''] = text.trimStart().split(/\s/, 1);
  return !isVerb(verb.toUpperCase()) && REPORTS.test(text);
}
