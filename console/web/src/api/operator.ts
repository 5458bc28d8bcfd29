const KEY = 'milepost.operator';

/** The operator's token: kept until the tab closes, never in an address or in what is shown. */
export const operator = {
  token(): string | null {
    return sessionStorage.getItem(KEY);
  },
  keep(token: string): void {
    sessionStorage.setItem(KEY, token);
  },
  forget(): void {
    sessionStorage.removeItem(KEY);
  },
};
