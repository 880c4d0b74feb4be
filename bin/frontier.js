#!/usr/bin/env node
// Runs the service from its sources: `npx frontier serve`.
import { register } from 'tsx/esm/api';

register();
await import('../src/main.ts');
