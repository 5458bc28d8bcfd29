const KEY = 'milepost.operator';

/** What `GET /console/api/operator` says of who may do what. */
export interface Rules {
  /** Whether there is an operator's token at all; without one nothing can be changed. */
  configured: boolean;
  /** What reading needs. */
  reading: 'open' | 'token';
  /** In `dev` alone. */
  token?: string;
}

let rules: Promise<Rules> | undefined;
let known: Rules | undefined;

/** The operator's token: typed in, then kept until the tab closes; or given by `dev`, then kept in memory alone. */
export const operator = {
  token(): string | null {
    return sessionStorage.getItem(KEY) ?? known?.token ?? null;
  },

  /** What the node has said, if it has. */
  get rules(): Rules | undefined {
    return known;
  },

  keep(token: string): void {
    sessionStorage.setItem(KEY, token);
  },

  forget(): void {
    sessionStorage.removeItem(KEY);
  },

  /** Asks the node once what the rules are; again after {@link operator.unlearn}, or if it did not answer. */
  learn(): Promise<void> {
    rules ??= fetch(`${import.meta.env.BASE_URL}api/operator`, { cache: 'no-store' }).then(
      async (answer) => (answer.ok ? ((await answer.json()) as Rules) : Promise.reject(new Error())),
    );
    return rules.then(
      (said) => void (known = said),
      () => void (rules = undefined),
    );
  },

  /** What was learnt may be of a node that is no more: `dev` makes another token at each start. */
  unlearn(): void {
    rules = undefined;
  },
};
