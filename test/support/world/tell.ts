// Writes facts in their order within one write transaction.
import type { Write } from '../../../src/storage/index.js';
import type { Fact, FactOf } from './fact.js';
import { tellMembers, tellPermission, tellPlatform, tellPolicies, tellRole } from './grants-sql.js';
import { add, move, remove, setState } from './tree-sql.js';

/** Runs of members and of policies go in one statement each. */
export async function tell(write: Write, facts: readonly Fact[]): Promise<void> {
  for (let from = 0; from < facts.length; ) {
    const run = runFrom(facts, from);
    await tellRun(write, run);
    from += run.length;
  }
}

function runFrom(facts: readonly Fact[], from: number): readonly Fact[] {
  const kind = kindOf(facts[from]);
  const end = facts.findIndex((fact, index) => index > from && kindOf(fact) !== kind);
  return facts.slice(from, end < 0 ? facts.length : end);
}

/** What is made and what is removed are runs apart, so that their order is kept. */
function kindOf(fact: Fact | undefined): string | undefined {
  if (fact?.verb === 'policy') return `policy ${fact.made}`;
  return fact?.verb === 'member' ? `member ${fact.joins}` : fact?.verb;
}

async function tellRun(write: Write, run: readonly Fact[]): Promise<void> {
  if (run[0]?.verb === 'member') await tellMembers(write, run as FactOf<'member'>[]);
  else if (run[0]?.verb === 'policy') await tellPolicies(write, run as FactOf<'policy'>[]);
  else for (const fact of run) await tellOne(write, fact);
}

function tellOne(write: Write, fact: Fact): Promise<void> {
  switch (fact.verb) {
    case 'add':
      return add(write, fact);
    case 'move':
      return move(write, fact);
    case 'delete':
      return remove(write, fact);
    case 'state':
      return setState(write, fact);
    case 'permission':
      return tellPermission(write, fact);
    case 'role':
      return tellRole(write, fact);
    case 'platform':
      return tellPlatform(write, fact);
    default:
      throw new Error(`told in runs: ${fact.verb}`);
  }
}
