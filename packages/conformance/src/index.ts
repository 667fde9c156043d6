export type { AuditLevel } from './bench/audit.js'
export type { HeaderList } from './http/exchange.js'
export type { AuditOutcome, AuditReport, AuditResult, OutcomeCounts, ReportedExchange } from './report/report.js'
