import { Search } from 'lucide-react';
import { type FormEvent, useMemo, useState } from 'react';
import type { NetworkState } from '../../shared/network/state/state';
import { STRATEGY_KINDS, type StrategyKind } from '../../shared/strategy';
import { Button } from '../components/Button';
import { classNames } from '../components/class-names';
import fields from '../components/fields.module.css';
import { Suggest } from '../components/Suggest';
import { useCurrentLab, useNetwork } from '../lab/context';
import { findPeers } from '../toolbar/find-peers';
import { count } from '../words/count';
import { namesIn, portOf } from '../words/names';
import { costWords, STRATEGY_NAMES } from '../words/searches';
import css from './AskForm.module.css';
import { askDraft, askerOf, askNow, figuresOf, QUERY_FIELD_ID, strategyIn, useAskDraft } from './ask';
import { knownNames } from './known-names';

const cx = classNames(css);
const fx = classNames(fields);

/** Suggestions at once. */
const MOST = 40;

/** Who asks for what, and how the question spreads. */
export function AskForm() {
  const lab = useCurrentLab();
  const network = useNetwork();
  const draft = useAskDraft();
  const figures = figuresOf(draft, network);
  const strategy = strategyIn(draft, network);
  // The state is replaced with every event, so it stands for its contents.
  const names = useMemo(() => knownNames(network, draft.query, MOST), [network, draft.query]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void askNow(lab);
  };
  return (
    <form className={cx('form')} onSubmit={submit} aria-label="Search the network">
      <div className={cx('line')}>
        <span className={cx('lead')} aria-hidden>
          From
        </span>
        <AskerField network={network} />
      </div>
      <div className={cx('line')}>
        <span className={cx('lead')} aria-hidden>
          For
        </span>
        <Suggest
          label="Words of a file name"
          inputId={QUERY_FIELD_ID}
          placeholder="Words of a file name"
          value={draft.query}
          onChange={(query) => askDraft(lab).setState({ query, problem: null })}
          onTake={(query) => askDraft(lab).setState({ query, problem: null })}
          onEnter={() => void askNow(lab)}
          suggestions={names.map(({ name, holders }) => ({
            id: name,
            text: name,
            note: count(holders, 'peer'),
          }))}
        />
        <Button label="Search" icon={Search} look="primary" type="submit" />
      </div>
      <div className={cx('line', 'spread')}>
        <span className={cx('lead')} aria-hidden>
          By
        </span>
        <select
          aria-label="How it spreads"
          className={`${fx('select')} ${cx('kind')}`}
          value={figures.kind}
          onChange={({ target }) =>
            askDraft(lab).setState({ kind: target.value as StrategyKind, problem: null })
          }
        >
          {STRATEGY_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {STRATEGY_NAMES[kind]}
            </option>
          ))}
        </select>
        {figures.kind === 'random-walk' ? (
          <>
            <Figure name="walkers" label="Walkers" value={figures.walkers} />
            <Figure name="length" label="Steps" value={figures.length} />
          </>
        ) : (
          <Figure name="timeToLive" label="Time-to-live" value={figures.timeToLive} />
        )}
      </div>
      {draft.problem ? (
        <p className={cx('problem')} role="alert">
          {draft.problem.sentence}
        </p>
      ) : (
        <p className={cx('cost')}>
          {strategy ? costWords(strategy, network) : 'Enter whole numbers for how far it goes.'}
        </p>
      )}
    </form>
  );
}

/** Any hosted peer, found by name or port. It is the selected one unless another is typed. */
function AskerField({ network }: { network: NetworkState }) {
  const lab = useCurrentLab();
  const draft = useAskDraft();
  const [typed, type] = useState<string | null>(null);
  const asker = askerOf(network, draft);
  const shown = asker === null ? '' : namesIn(network)(asker);
  const hosted = [...network.peers.values()].filter((peer) => peer.hosted);
  const found = typed === null || typed.trim() === '' ? hosted : findPeers(typed, hosted);
  const take = (id: string) => {
    const peer = hosted.find((one) => one.id === id);
    if (peer) askDraft(lab).setState({ peer: peer.id, problem: null });
    type(null);
  };
  return (
    <Suggest
      label="Peer that asks"
      placeholder={hosted.length === 0 ? 'There are no peers yet' : 'Name or port of a peer'}
      value={typed ?? shown}
      onChange={(text) => type(text === shown ? null : text)}
      onTake={take}
      onEnter={() => found[0] && take(found[0].id)}
      onBlur={() => type(null)}
      suggestions={found.slice(0, MOST).map(({ id, name }) => ({ id, text: name, note: portOf(id) }))}
    />
  );
}

interface FigureProps {
  readonly name: 'timeToLive' | 'walkers' | 'length';
  readonly label: string;
  readonly value: string;
}

function Figure({ name, label, value }: FigureProps) {
  const lab = useCurrentLab();
  return (
    <label className={cx('figure')}>
      {label}
      <input
        className={`${fx('input')} ${cx('number')}`}
        inputMode="numeric"
        autoComplete="off"
        aria-invalid={!/^\s*\d+\s*$/.test(value)}
        value={value}
        onChange={({ target }) => askDraft(lab).setState({ [name]: target.value, problem: null })}
      />
    </label>
  );
}
