import { EventEmitter } from 'node:events';

/** Anything the app asks for that the stand-in does not have: said by name, never answered with silence. */
export class UnknownToStandInError extends Error {
  override readonly name = 'UnknownToStandInError';
  constructor(what: string) {
    super(
      `the Electron stand-in does not know ${what}: add it to e2e/electron-stand-in, as Electron does it`,
    );
  }
}

/** @returns the object, behind a proxy that throws on every property that it does not have */
export function loud<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(_target, key) {
      if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON') {
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' && !isClass(value) ? value.bind(target) : value;
      }
      throw new UnknownToStandInError(`${name}.${key}`);
    },
    set(_target, key) {
      throw new UnknownToStandInError(`setting ${name}.${String(key)}`);
    },
  });
}

function isClass(value: unknown): boolean {
  return typeof value === 'function' && String(value).startsWith('class');
}

/** An emitter of known events: listening to any other is an error, not a wait without end. */
export class LoudEmitter extends EventEmitter {
  readonly #name: string;
  readonly #known: ReadonlySet<string>;

  constructor(name: string, known: readonly string[]) {
    super();
    this.#name = name;
    this.#known = new Set(known);
  }

  override on(event: string, listener: (...args: never[]) => void): this {
    this.#check(event);
    return super.on(event, listener as (...args: unknown[]) => void);
  }

  override once(event: string, listener: (...args: never[]) => void): this {
    this.#check(event);
    return super.once(event, listener as (...args: unknown[]) => void);
  }

  #check(event: string): void {
    if (!this.#known.has(event)) throw new UnknownToStandInError(`the event '${event}' of ${this.#name}`);
  }
}

/** An event that a listener may prevent. */
export class Preventable {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** @throws UnknownToStandInError when an option is given that the stand-in does not heed */
export function checkOptions(name: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options))
    if (!known.includes(key)) throw new UnknownToStandInError(`the option ${name}.${key}`);
}
