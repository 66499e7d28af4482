import { Copy, Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Check, ExamineProgress, Report, Verdict } from '../../shared/network/report';
import type { Problem } from '../../shared/problem';
import { type AddressKey, addressOf } from '../../shared/protocol/address';
import {
  countsIn,
  deathOf,
  examinationPlan,
  headlineOf,
  placesOf,
  reportMarkdown,
  reportText,
} from '../../shared/text/report-text';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { copyText } from '../components/copy-text';
import { useCurrentLab } from '../lab/context';
import { saveFile } from '../metrics/save-file';
import { problemOf } from '../notices/problem-of';
import { DialogBody, DialogFoot, DialogFrame } from './DialogFrame';
import css from './DoctorDialog.module.css';
import { closeDialog } from './open-dialog';

const cx = classNames(css);

const CLASS_OF: Readonly<Record<Verdict, 'exact' | 'tolerated' | 'wrong' | 'untried'>> = {
  exact: 'exact',
  tolerated: 'tolerated',
  wrong: 'wrong',
  'no answer': 'wrong',
  'not tried': 'untried',
};

interface Order {
  readonly thorough: boolean;
  readonly turn: number;
}

/** The conformance of one address: what will be sent, then each question, then what came back and how to repair it. */
export function DoctorDialog({ address, name }: { address: AddressKey; name: string }) {
  const lab = useCurrentLab();
  const [thorough, setThorough] = useState(false);
  const [order, setOrder] = useState<Order | null>(null);
  const { report, progress, problem } = useExamination(address, order);
  const examining = order !== null && report === null && problem === null;
  return (
    <DialogFrame title={`Conformance of ${name}`} width="wide">
      <DialogBody>
        {!report && !examining && <Plan address={address} thorough={thorough} />}
        {examining && <Step progress={progress} />}
        {problem && <p role="alert">{problem.sentence}</p>}
        {report && <Findings report={report} />}
      </DialogBody>
      <DialogFoot>
        <label className={cx('thorough')}>
          <input
            type="checkbox"
            checked={thorough}
            disabled={examining}
            onChange={({ target }) => setThorough(target.checked)}
          />
          Send malformed requests too
        </label>
        <Button
          label={report || problem ? 'Examine again' : 'Examine'}
          look={report ? 'outlined' : 'primary'}
          disabled={examining}
          onPress={() => setOrder({ thorough, turn: (order?.turn ?? 0) + 1 })}
        />
        <Button label="Close" look={report ? 'primary' : 'outlined'} onPress={() => closeDialog(lab)} />
      </DialogFoot>
    </DialogFrame>
  );
}

function Plan({ address, thorough }: { address: AddressKey; thorough: boolean }) {
  return (
    <>
      <p className={cx('headline')}>This will be sent to {address}, by TCP and by UDP:</p>
      <ul className={cx('plan')}>
        {examinationPlan(thorough).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p className={cx('muted')}>
        What the examination registers or joins is removed again. It takes some seconds.
      </p>
    </>
  );
}

function Step({ progress }: { progress: ExamineProgress | null }) {
  return (
    <p role="status" className={cx('muted')}>
      {progress
        ? `${progress.transport.toUpperCase()}, question ${progress.asked + 1}: ${progress.title}`
        : 'Connecting…'}
    </p>
  );
}

interface Examination {
  readonly report: Report | null;
  readonly progress: ExamineProgress | null;
  readonly problem: Problem | null;
}

const NOTHING: Examination = { report: null, progress: null, problem: null };

/** Examines at each order; closing the dialog ends the examination. */
function useExamination(address: AddressKey, order: Order | null): Examination {
  const lab = useCurrentLab();
  const [examined, setExamined] = useState<Examination & { readonly order: Order }>();
  useEffect(() => {
    if (!order) return;
    const end = new AbortController();
    const { ip: host, port } = addressOf(address);
    const follow = async () => {
      try {
        const input = { host, port, thorough: order.thorough };
        for await (const item of await lab.client.doctor.watch(input, { signal: end.signal }))
          setExamined({ order, problem: null, ...item });
      } catch (error) {
        if (!end.signal.aborted) setExamined({ ...NOTHING, order, problem: problemOf(error) });
      }
    };
    void follow();
    return () => end.abort();
  }, [lab, address, order]);
  return examined && examined.order === order ? examined : NOTHING;
}

const EXPORTS = [
  { label: 'Text', suffix: 'txt', type: 'text/plain', write: (report: Report) => reportText(report) },
  { label: 'Markdown', suffix: 'md', type: 'text/markdown', write: reportMarkdown },
  {
    label: 'JSON',
    suffix: 'json',
    type: 'application/json',
    write: (report: Report) => `${JSON.stringify(report, null, 2)}\n`,
  },
] as const;

/** Copies the report as text, or saves it in one of three forms. */
function Export({ report }: { report: Report }) {
  const [copied, setCopied] = useState(false);
  const name = `conformance-${report.address.replace(/[^\w.-]/g, '_')}`;
  return (
    <div className={cx('exports')}>
      <Button
        label={copied ? 'Copied' : 'Copy'}
        icon={Copy}
        look="outlined"
        onPress={() => void copyText(reportText(report)).then(setCopied)}
      />
      {EXPORTS.map(({ label, suffix, type, write }) => (
        <Button
          key={suffix}
          label={label}
          icon={Download}
          look="outlined"
          meaning={`Save the report as ${label}`}
          onPress={() => saveFile(`${name}.${suffix}`, new Blob([write(report)], { type }))}
        />
      ))}
    </div>
  );
}

function Findings({ report }: { report: Report }) {
  const death = deathOf(report);
  return (
    <>
      <p className={cx('headline')}>{headlineOf(report)}</p>
      {report.problem && <p role="alert">{report.problem.sentence}</p>}
      {death !== null && (
        <p role="alert" className={cx('wrong')}>
          {death}
        </p>
      )}
      {report.recognition.why.map((why) => (
        <p key={why} className={cx('muted')}>
          {why}
        </p>
      ))}
      {report.reachable && <p className={cx('counts')}>{countsIn(report)}</p>}
      <Export report={report} />
      {report.causes.length > 0 && (
        <section className={cx('transport')} aria-label="To repair">
          <h3 className={cx('title')}>To repair</h3>
          <ul>
            {report.causes.map((cause) => (
              <li key={cause.sentence} className={cx('summary')}>
                <span className={cx('verdict', CLASS_OF[cause.verdict])}>{cause.verdict}</span>
                <span>
                  {cause.sentence} <span className={cx('muted')}>{placesOf(cause)}</span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {report.transports.map(({ transport, words, reachable }) => (
        <section key={transport} className={cx('transport')}>
          <h3 className={cx('title')}>
            {transport.toUpperCase()} <span className={cx('muted')}>{words}</span>
          </h3>
          {reachable && (
            <ul>
              {report.checks
                .filter((check) => check.transport === transport)
                .map((check, index) => (
                  // The same check may be made twice, such as at tidying up; the list never changes.
                  // biome-ignore lint/suspicious/noArrayIndexKey: a report is fixed once it is shown
                  <CheckLine key={index} check={check} />
                ))}
            </ul>
          )}
        </section>
      ))}
    </>
  );
}

/** One line each; opened, it shows what came and what was due. Why it is so stands once, in the list above. */
function CheckLine({ check }: { check: Check }) {
  const { title, verdict, sent, answers, expected, findings } = check;
  return (
    <li>
      <details className={cx('check')}>
        <summary className={cx('summary')}>
          <span className={cx('verdict', CLASS_OF[verdict])}>{verdict}</span>
          <span>{title}</span>
        </summary>
        <dl className={cx('bytes')}>
          {sent.map((bytes) => (
            <Row key={`sent ${bytes.hex}`} label="sent" text={bytes.text} hex={bytes.hex} />
          ))}
          {answers.map(({ bytes, milliseconds, exact }) => (
            <div key={`${milliseconds} ${bytes.hex}`} className={cx('answer')}>
              <Row label="came" text={bytes.text} hex={bytes.hex} />
              {exact && <Row label="exact" text={exact.bytes.text} hex={exact.bytes.hex} />}
            </div>
          ))}
          {answers.every(({ exact }) => exact === null) && <Row label="due" text={expected} />}
        </dl>
        {findings.map((finding) => (
          <p key={finding} className={cx('finding')}>
            {finding}
          </p>
        ))}
      </details>
    </li>
  );
}

function Row({ label, text, hex }: { label: string; text: string; hex?: string }) {
  return (
    <div className={cx('row')}>
      <dt className={cx('muted')}>{label}</dt>
      <dd className={cx('text')}>
        <code>{text}</code>
        {hex !== undefined && <code className={cx('hex')}>{hex}</code>}
      </dd>
    </div>
  );
}
