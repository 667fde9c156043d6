import {
  type Attributes,
  context,
  isSpanContextValid,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'

/** A span in which the library does something. */
export interface OpenSpan {
  within(run: () => void): void
  /** Adds what is known at the end. `errorType` marks the span as failed, with a word and never with a message. */
  end(attributes: Attributes, errorType?: string, name?: string): void
}

/**
 * Starts a span below the active one: that of the framework, or that of the request. Returns `undefined` if the host has no
 * traces. A span that is not sampled is one, because what happens in it must not be sampled either.
 */
export function startSpan(tracer: Tracer, name: string, attributes: Attributes): OpenSpan | undefined {
  const parent = context.active()
  const span = tracer.startSpan(name, { kind: SpanKind.INTERNAL, attributes }, parent)
  if (!isSpanContextValid(span.spanContext())) return undefined
  return {
    within: (run) => context.with(trace.setSpan(parent, span), run),
    end: (more, errorType, newName) => endSpan(span, more, errorType, newName),
  }
}

function endSpan(span: Span, attributes: Attributes, errorType?: string, name?: string): void {
  if (name !== undefined) span.updateName(name)
  span.setAttributes(attributes)
  if (errorType !== undefined) {
    span.setAttribute('error.type', errorType)
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end()
}
