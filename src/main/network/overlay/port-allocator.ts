import { failed, type Result } from '../../../shared/problem';

const LAST_PORT = 65_535;

/** Hands out the first free port from a given one on, several at a time without giving one twice. */
export class PortAllocator {
  readonly #taken = new Set<number>();
  /** Nothing from `#from` up to here is worth trying again, until a port is given back. */
  #from = 0;
  #next = 0;

  /**
   * @param first where to begin; 0 lets the system choose
   * @param open tries one port; `port-in-use` means that another program has it, and the next is tried
   */
  async take<T>(first: number, open: (port: number) => Promise<Result<T>>): Promise<Result<T>> {
    if (first === 0) return open(0);
    if (first !== this.#from) {
      this.#from = first;
      this.#next = first;
    }
    for (;;) {
      while (this.#taken.has(this.#next)) this.#next += 1;
      const port = this.#next;
      if (port > LAST_PORT)
        return failed('port-not-usable', `No port from ${first} up is free. Choose a lower first peer port.`);
      this.#next += 1;
      const opened = await this.takeOne(port, () => open(port));
      if (opened.ok || opened.error.code !== 'port-in-use') return opened;
    }
  }

  /** Takes exactly this port. */
  async takeOne<T>(port: number, open: () => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#taken.has(port)) {
      return failed('port-in-use', `Port ${port} belongs to another peer here. Choose another.`);
    }
    this.#taken.add(port);
    const opened = await open();
    if (!opened.ok) this.#taken.delete(port);
    return opened;
  }

  giveBack(port: number): void {
    this.#taken.delete(port);
    if (port >= this.#from) this.#next = Math.min(this.#next, port);
  }
}
