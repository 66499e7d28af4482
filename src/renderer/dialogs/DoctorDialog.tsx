import { useEffect, useState } from 'react';
import type { Check, Report, Verdict } from '../../shared/network/report';
import type { Problem } from '../../shared/problem';
import { type AddressKey, addressOf } from '../../shared/protocol/address';
import { client } from '../client';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import { problemOf } from '../notices/problem-of';
import { countsIn, headlineOf } from '../words/report';
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

/** The conformance report of one address: what was tried, what came back, and how to mend it. */
export function DoctorDialog({ address, name }: { address: AddressKey; name: string }) {
  const [turn, setTurn] = useState(0);
  const { report, problem } = useReport(address, turn);
  const examining = report === null && problem === null;
  return (
    <DialogFrame title={`Conformance of ${name}`} width="wide">
      <DialogBody>
        {examining && (
          <p role="status" className={cx('muted')}>
            Asking {address} everything that the protocol has. This takes some seconds.
          </p>
        )}
        {problem && <p role="alert">{problem.sentence}</p>}
        {report && <Findings report={report} />}
      </DialogBody>
      <DialogFoot>
        <Button
          label="Examine again"
          look="outlined"
          disabled={examining}
          onPress={() => setTurn(turn + 1)}
        />
        <Button label="Close" look="primary" onPress={closeDialog} />
      </DialogFoot>
    </DialogFrame>
  );
}

interface Examination {
  readonly report: Report | null;
  readonly problem: Problem | null;
}

/** Examines when the dialog opens, and again at each further turn; closing the dialog ends it. */
function useReport(address: AddressKey, turn: number): Examination {
  const [examined, setExamined] = useState<Examination & { readonly turn: number }>();
  useEffect(() => {
    const end = new AbortController();
    const { ip: host, port } = addressOf(address);
    client.doctor.examine({ host, port }, { signal: end.signal }).then(
      (report) => setExamined({ turn, report, problem: null }),
      (error) => end.signal.aborted || setExamined({ turn, report: null, problem: problemOf(error) }),
    );
    return () => end.abort();
  }, [address, turn]);
  return examined?.turn === turn ? examined : { report: null, problem: null };
}

function Findings({ report }: { report: Report }) {
  return (
    <>
      <p className={cx('headline')}>{headlineOf(report)}</p>
      {report.problem && <p role="alert">{report.problem.sentence}</p>}
      {report.recognition.why.map((why) => (
        <p key={why} className={cx('muted')}>
          {why}
        </p>
      ))}
      {report.reachable && <p className={cx('counts')}>{countsIn(report)}</p>}
      {report.transports.map(({ transport, words, reachable }) => (
        <section key={transport} className={cx('transport')}>
          <h3 className={cx('title')}>
            {transport.toUpperCase()} <span className={cx('muted')}>{words}</span>
          </h3>
          {reachable && (
            <ul>
              {report.checks
                .filter((check) => check.transport === transport)
                .map((check) => (
                  <CheckLine key={check.name} check={check} />
                ))}
            </ul>
          )}
        </section>
      ))}
    </>
  );
}

/** Exact ones are one line; the others say what came, what was due, and what to change. */
function CheckLine({ check }: { check: Check }) {
  const { title, verdict, sent, answers, expected, findings } = check;
  return (
    <li>
      <details
        className={cx('check')}
        open={verdict === 'wrong' || verdict === 'tolerated' || verdict === 'no answer'}
      >
        <summary className={cx('summary')}>
          <span className={cx('verdict', CLASS_OF[verdict])}>{verdict}</span>
          <span>{title}</span>
        </summary>
        <dl className={cx('octets')}>
          {sent.map((octets) => (
            <Row key={`sent ${octets.hex}`} label="sent" text={octets.text} hex={octets.hex} />
          ))}
          {answers.map(({ octets, milliseconds, exact }) => (
            <div key={`${milliseconds} ${octets.hex}`} className={cx('answer')}>
              <Row label="came" text={octets.text} hex={octets.hex} />
              {exact && <Row label="exact" text={exact.octets.text} hex={exact.octets.hex} />}
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
      <dd className={cx('text')} title={hex}>
        <code>{text}</code>
      </dd>
    </div>
  );
}
