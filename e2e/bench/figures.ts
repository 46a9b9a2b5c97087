// Figures with their budgets, in the form of the load generator's, which writes the file that these are added to.
import { readFile, writeFile } from 'node:fs/promises';

import { expect } from '@playwright/test';

/** A short form: minutes instead of a quarter of an hour. */
export const QUICK = process.env['CONFAB_BENCH_QUICK'] === '1';

export interface Figure {
  name: string;
  value: number;
  unit: string;
  budget: number;
  sense: 'at_most' | 'at_least';
}

/**
 * Says a figure, and adds it to the file that `CONFAB_BENCH_OUT` names, in place of an earlier one of that name. One that misses its budget fails the
 * run, once everything was measured.
 */
export async function record(figure: Figure): Promise<void> {
  const holds = figure.sense === 'at_most' ? figure.value <= figure.budget : figure.value >= figure.budget;
  const sign = figure.sense === 'at_most' ? '≤' : '≥';
  const value = figure.value.toFixed(2).padStart(9);
  console.log(`${holds ? 'ok    ' : 'MISSED'}  ${figure.name.padEnd(44)} ${value} ${figure.unit.padEnd(6)} (budget ${sign} ${figure.budget})`);
  expect.soft(holds, `${figure.name} keeps its budget`).toBe(true);
  const file = process.env['CONFAB_BENCH_OUT'];
  if (!file) return;
  const text = await readFile(file, 'utf8').catch(() => '[]');
  const others = (JSON.parse(text) as Figure[]).filter((other) => other.name !== figure.name);
  await writeFile(file, `${JSON.stringify([...others, figure], null, 2)}\n`);
}

/** Says something that has no budget, for whoever looks into a figure. */
export function remark(text: string): void {
  console.log(`        ${text}`);
}

/** The smallest of these that `share` of them do not exceed; of none, nothing that would pass for a figure. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
