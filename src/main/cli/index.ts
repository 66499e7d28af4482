#!/usr/bin/env node
import { runProgram } from './program';

// A terminal or a pipe that is closed is no reason to end: nobody reads what would be written.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exitCode = await runProgram(process.argv);
