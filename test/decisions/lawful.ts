// Keeps of a world's lines what decision rule 9 lets be written: service users and groups are granted things in their organization only.

/** A filter that remembers, line by line, which organization everything is in. */
export function lawful(): (lines: readonly string[]) => readonly string[] {
  const homes = new Map<string, string>();

  /** Undefined for users, who may be granted anything anywhere. */
  function homeOf(name: string): string | undefined {
    return homes.get(name);
  }

  function isLawful(line: string): boolean {
    const words = line.split(' ');
    const [first = '', second = '', third = '', fourth = ''] = words;
    const last = words.at(-1) as string;
    if (['project', 'group', 'serviceuser'].includes(first)) homes.set(second, third === 'in' ? fourth : 'platform');
    if (first === 'organization') homes.set(second, second);
    if (first === 'resource') homes.set(third, homes.get(last) as string);
    if (first === 'grant' || first === 'revoke') return isWithin(fourth, last);
    if (first === 'owner') return isWithin(second, last);
    if (second === 'in' || second === 'leaves') return isWithin(first, third);
    return true;
  }

  function isWithin(principal: string, place: string): boolean {
    const home = homeOf(principal);
    return home === undefined || home === homes.get(place) || (home === 'platform' && place === 'platform');
  }

  return (lines) => lines.filter(isLawful);
}
