type Values = Record<string, unknown>;

/** Where a name that a cell imports gets its value. */
export interface Binding {
  read(): unknown;
  specifier: string;
  /** Absolute path when it comes from a file of the project. */
  file: string | undefined;
  imported: string;
}

/**
 * The top-level names of all cells, as properties of one object: `__cells__.NAME` in compiled code. Values are plain
 * properties, names that cells import are accessors, so that they follow a module that was edited.
 */
export class CellScope {
  /** What compiled code sees. */
  readonly values: Values = Object.create(null) as Values;
  readonly #bindings = new Map<string, Binding>();

  /** Defines imported names; a later declaration takes their place. */
  bind(name: string, binding: Binding): void {
    this.#bindings.set(name, binding);
    Object.defineProperty(this.values, name, {
      get: binding.read,
      set: (value: unknown) => this.#set(name, value),
      enumerable: true,
      configurable: true,
    });
  }

  binding(name: string): Binding | undefined {
    const binding = this.#bindings.get(name);
    return binding?.read === Object.getOwnPropertyDescriptor(this.values, name)?.get ? binding : undefined;
  }

  get bindings(): Binding[] {
    return [...this.#bindings.keys()].flatMap((name) => this.binding(name) ?? []);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.values, name);
  }

  /**
   * The names have no value yet: reading one before the cell gives it a value is an error, as JavaScript has it for
   * `const` and `let`.
   *
   * @returns called when the cell has ended: names without a value become what they were; gives those that have one
   */
  declare(names: string[]): () => string[] {
    const before = new Map<string, { unset: unknown; old: PropertyDescriptor | undefined }>();
    for (const name of names) {
      const unset = () => {
        throw new ReferenceError(`Cannot access '${name}' before initialization`);
      };
      before.set(name, { unset, old: Object.getOwnPropertyDescriptor(this.values, name) });
      Object.defineProperty(this.values, name, {
        get: unset,
        set: (value: unknown) => this.#set(name, value),
        enumerable: true,
        configurable: true,
      });
    }
    this.#makeFast();
    return () => {
      const assigned: string[] = [];
      for (const [name, { unset, old }] of before) {
        if (Object.getOwnPropertyDescriptor(this.values, name)?.get !== unset) assigned.push(name);
        else if (old === undefined) delete this.values[name];
        else Object.defineProperty(this.values, name, old);
      }
      this.#makeFast();
      return assigned;
    };
  }

  #set(name: string, value: unknown): void {
    Object.defineProperty(this.values, name, { value, writable: true, enumerable: true, configurable: true });
    this.#makeFast();
  }

  /**
   * An object that is changed like this one becomes a hash table in V8, in which loops run twenty times slower. It
   * becomes an ordinary object again when it serves as a prototype.
   */
  #makeFast(): void {
    function Heir() {}
    Heir.prototype = this.values;
    new (Heir as unknown as new () => object)();
  }
}
