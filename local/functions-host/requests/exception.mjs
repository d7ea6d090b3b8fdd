// RetryContext.Exception of a later attempt: the exception of the attempt before, as the host serialises it.
// Exception classes that .NET marks as serialisable and the others have different members.

const hresult = { exception: -2146233088, io: -2146232800, invalidOperation: -2146233079, socket: -2147467259 };

/** Stands for the host's stack trace, which is 1 to 2 KB long and means nothing to a handler. */
const stackTrace = Array.from(
  { length: 12 },
  (_, depth) => `   at Local.FunctionsHost.Frame${depth}(Object[] arguments)`,
).join('\n');

const marked = ({ className, message, inner = null, code = hresult.exception, source = null, trace = stackTrace }) => ({
  ClassName: className,
  Message: message,
  Data: null,
  InnerException: inner,
  HelpURL: null,
  StackTraceString: trace,
  RemoteStackTraceString: null,
  RemoteStackIndex: 0,
  ExceptionMethod: null,
  HResult: code,
  Source: source,
  WatsonBuckets: null,
});

const unmarked = ({ message, inner = null, code = hresult.exception, source }) => ({
  Message: message,
  Data: {},
  InnerException: inner,
  HelpLink: null,
  Source: source,
  HResult: code,
  StackTrace: stackTrace,
});

/** How a request without an answer ends: the HTTP client's error number and messages. */
const connectionFailures = {
  reset: { error: 0, message: 'An error occurred while sending the request.', code: hresult.io, inner: resetCause },
  closed: {
    error: 10,
    message: 'An error occurred while sending the request.',
    code: hresult.exception,
    inner: endCause,
  },
  refused: {
    error: 2,
    message: 'Connection refused',
    code: hresult.socket,
    inner: () => socketError('Connection refused', 111),
  },
};

/**
 * @param {object} attempt
 * @param {string} attempt.functionName
 * @param {string} attempt.invocationId
 * @param {object} attempt.failure as `judgeAnswer` and the invoker name it
 */
export function exceptionJson({ functionName, invocationId, failure }) {
  if (failure.kind === 'timeout') {
    return {
      Timeout: failure.timeout,
      InstanceId: invocationId,
      MethodName: `Functions.${functionName}`,
      Handled: false,
      ...marked({
        className: 'Microsoft.Azure.WebJobs.Host.FunctionTimeoutException',
        message: `Timeout value of ${failure.timeout} was exceeded by function: Functions.${functionName}`,
        source: 'Microsoft.Azure.WebJobs.Host',
      }),
    };
  }
  return {
    InstanceId: invocationId,
    MethodName: `Host.Functions.${functionName}`,
    Handled: false,
    ...marked({
      className: 'Microsoft.Azure.WebJobs.Host.FunctionInvocationException',
      message: `Exception while executing function: Functions.${functionName}`,
      inner: innerException(failure),
      source: 'System.Private.CoreLib',
    }),
  };
}

function innerException(failure) {
  if (failure.kind === 'unreadable') return unreadableAnswer(failure);
  if (failure.kind === 'status') {
    const message = `Response status code does not indicate success: ${failure.status} (${failure.reason}).`;
    return httpRequestException(0, failure.status, { message });
  }
  const { error, message, code, inner } = connectionFailures[failure.kind];
  return httpRequestException(error, null, { message, code, inner: inner() });
}

const httpRequestException = (error, status, parts) => ({
  HttpRequestError: error,
  StatusCode: status,
  ...unmarked({ ...parts, source: 'System.Net.Http' }),
});

function resetCause() {
  return marked({
    className: 'System.IO.IOException',
    message: 'Unable to read data from the transport connection: Connection reset by peer.',
    inner: socketError('Connection reset by peer', 104),
    code: hresult.io,
    source: 'System.Net.Sockets',
  });
}

function endCause() {
  return {
    HttpRequestError: 10,
    ...unmarked({
      message: 'The response ended prematurely. (ResponseEnded)',
      code: hresult.io,
      source: 'System.Net.Http',
    }),
  };
}

function socketError(message, number) {
  return {
    ...marked({ className: 'System.Net.Sockets.SocketException', message, code: hresult.socket, trace: null }),
    NativeErrorCode: number,
  };
}

function unreadableAnswer({ answer, cause }) {
  const headers = answer.headers.map(([name, value]) => `  ${name}: ${value}\n`).join('');
  const message =
    `Invalid HttpResponseMessage:\nStatusCode: ${answer.status}, ReasonPhrase: '${answer.reason}', Version: 1.1, ` +
    `Content: System.Net.Http.HttpConnectionResponseContent, Headers:\n{\n${headers}}\n ${answer.body.toString('utf8')}`;
  return marked({
    className: 'System.InvalidOperationException',
    message,
    inner: cause.kind === 'mediaType' ? unsupportedMediaType(cause) : jsonException(cause),
    code: hresult.invalidOperation,
    source: 'Microsoft.Azure.WebJobs.Script',
  });
}

function unsupportedMediaType({ mediaType, contentType }) {
  const message =
    "No MediaTypeFormatter is available to read an object of type 'HttpScriptInvocationResult' from content with " +
    `media type '${mediaType}'.`;
  const charset = /;\s*charset=([^;\s]+)/i.exec(contentType ?? '')?.[1] ?? null;
  return {
    MediaType: {
      CharSet: charset,
      Parameters: charset === null ? [] : [{ Name: 'charset', Value: charset }],
      MediaType: mediaType,
    },
    ...unmarked({ message, source: 'System.Net.Http.Formatting' }),
  };
}

const jsonException = ({ kind, message }) =>
  marked({
    className: `Newtonsoft.Json.${kind === 'syntax' ? 'JsonReaderException' : 'JsonSerializationException'}`,
    message,
    source: 'Newtonsoft.Json',
  });
