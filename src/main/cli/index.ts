#!/usr/bin/env node
import { runProgram } from './program';

// A closed terminal or pipe does not end the program: the output is discarded.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exitCode = await runProgram(process.argv);
