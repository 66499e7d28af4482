/** Values in a leaf, and children of an inner node, at most. */
const MAX_VALUES = 512;
const MAX_CHILDREN = 64;

interface Leaf {
  readonly values: number[];
  count: number;
  min: number;
}

interface Inner {
  readonly children: Node[];
  count: number;
  min: number;
}

type Node = Leaf | Inner;

/**
 * Numbers in order, each as often as it was added: a B+ tree whose nodes know how many values are below them. Adding,
 * removing and looking up by rank cost the height of the tree, which is 4 for a hundred million values; a value
 * takes little more than its eight bytes.
 */
export class OrderedValues {
  #root: Node = { values: [], count: 0, min: Number.POSITIVE_INFINITY };

  get size(): number {
    return this.#root.count;
  }

  /** How many nodes a look-up goes through. */
  get height(): number {
    let height = 1;
    for (let node = this.#root; 'children' in node; height += 1) node = node.children[0] as Node;
    return height;
  }

  /** @param value not NaN */
  add(value: number): void {
    const right = insert(this.#root, value);
    if (right) this.#root = innerOf([this.#root, right]);
  }

  /** Takes one such value out. @returns whether there was one */
  remove(value: number): boolean {
    if (!take(this.#root, value)) return false;
    while ('children' in this.#root && this.#root.children.length === 1)
      this.#root = this.#root.children[0] as Node;
    if (this.#root.count === 0) this.#root = { values: [], count: 0, min: Number.POSITIVE_INFINITY };
    return true;
  }

  /** @returns the value with so many before it, 0 and on; undefined beyond the last */
  at(rank: number): number | undefined {
    let node = this.#root;
    let left = rank;
    while ('children' in node) {
      const child: Node | undefined = node.children.find(({ count }) => {
        if (left < count) return true;
        left -= count;
        return false;
      });
      if (!child) return undefined;
      node = child;
    }
    return node.values[left];
  }

  /** @returns how many values are no larger */
  countUpTo(value: number): number {
    return this.#count((other) => other <= value);
  }

  /** @returns how many values are smaller */
  countBelow(value: number): number {
    return this.#count((other) => other < value);
  }

  #count(isCounted: (value: number) => boolean): number {
    let node = this.#root;
    let count = 0;
    while ('children' in node) {
      const place = Math.max(0, firstNot(node.children, ({ min }) => isCounted(min)) - 1);
      for (const { count: before } of node.children.slice(0, place)) count += before;
      node = node.children[place] as Node;
    }
    return count + firstNot(node.values, isCounted);
  }
}

/** @returns what was split off to the right, where the node became too large */
function insert(node: Node, value: number): Node | null {
  node.count += 1;
  node.min = Math.min(node.min, value);
  if ('values' in node) {
    node.values.splice(
      firstNot(node.values, (other) => other <= value),
      0,
      value,
    );
    if (node.values.length <= MAX_VALUES) return null;
    const values = node.values.splice(MAX_VALUES / 2);
    node.count = node.values.length;
    return { values, count: values.length, min: values[0] as number };
  }
  const place = childFor(node, value);
  const right = insert(node.children[place] as Node, value);
  if (!right) return null;
  node.children.splice(place + 1, 0, right);
  if (node.children.length <= MAX_CHILDREN) return null;
  const split = innerOf(node.children.splice(MAX_CHILDREN / 2));
  node.count -= split.count;
  return split;
}

function take(node: Node, value: number): boolean {
  if ('values' in node) {
    const place = firstNot(node.values, (other) => other <= value) - 1;
    if (node.values[place] !== value) return false;
    node.values.splice(place, 1);
    node.min = node.values[0] ?? Number.POSITIVE_INFINITY;
  } else {
    const place = childFor(node, value);
    const child = node.children[place] as Node;
    if (!take(child, value)) return false;
    if (child.count === 0) node.children.splice(place, 1);
    node.min = node.children[0]?.min ?? Number.POSITIVE_INFINITY;
  }
  node.count -= 1;
  return true;
}

/** The last child that begins no later: if the value is anywhere, it is there. */
function childFor({ children }: Inner, value: number): number {
  return Math.max(0, firstNot(children, ({ min }) => min <= value) - 1);
}

function innerOf(children: Node[]): Inner {
  const count = children.reduce((sum, child) => sum + child.count, 0);
  return { children, count, min: (children[0] as Node).min };
}

/** @returns the place of the first item that does not hold, where all that hold stand before all that do not */
function firstNot<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
