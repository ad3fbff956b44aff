#!/usr/bin/env -S UV_THREADPOOL_SIZE=16 node
/** Picks a command, nothing else. */
import { runCommandLine } from './commands/command-line.ts'
import { processEnvironment } from './config.ts'

const { argv, stdout, stderr } = process
process.exitCode = await runCommandLine(argv.slice(2), { environment: processEnvironment(), stdout, stderr })
