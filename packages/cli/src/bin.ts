#!/usr/bin/env node
import { argv } from 'node:process'
import { runCommand } from './run-command.js'

process.exitCode = await runCommand(argv.slice(2))
