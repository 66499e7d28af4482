import { describe, expect, it } from 'vitest';
import { isErrorReport } from './error-report';

describe('isErrorReport', () => {
  it.each([
    'Not a valid command',
    'Unrecognised request type',
    '0031 Unrecognized request type',
    'FAIL',
    'failed: HELLO',
    'ERR_UNKNOWN_COMMAND',
    'Error: no such message',
    'Invalid request',
    'unknown command ERROR',
    'java.lang.Exception: bad message',
    'command not found',
    "I can't read that",
  ])('recognises %j', (body) => {
    expect(isErrorReport(body)).toBe(true);
  });

  it.each([
    'HELLO',
    'HELLO you',
    'JOIN bad 5001',
    'SER 10.0.0.2 5001 "Failure 0',
    'REG 10.0.0.2 error',
    'GREET everybody',
    '',
  ])('takes %j for something else', (body) => {
    expect(isErrorReport(body)).toBe(false);
  });
});
