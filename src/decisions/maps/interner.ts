// Small numbers for names of which there are few: namespaces and roles.

export interface Interner {
  /** The name's number, given at first sight and kept. */
  number(name: string): number;
  name(number: number): string;
}

export function createInterner(): Interner {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  return {
    number(name) {
      let number = numbers.get(name);
      if (number === undefined) {
        number = names.push(name) - 1;
        numbers.set(name, number);
      }
      return number;
    },
    name: (number) => names[number] as string,
  };
}
