using System.Net.Sockets;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace Forwarder.Functions.Tables;

/// <summary>
/// The tables of one storage account, over the pipeline of Azure.Core, which repeats, signs in and traces. A request that is repeated after its answer
/// was lost can find its own work done: callers of conditional changes read again after 409 and 412 instead of trusting them.
/// </summary>
internal sealed class TableService
{
    // The lowest version with Entra tokens.
    private const string ApiVersion = "2020-12-06";
    private const string Scope = "https://storage.azure.com/.default";

    private readonly HttpPipeline pipeline;

    public TableService(TableAccount account, TimeProvider time, TablePipelineOptions? options = null)
    {
        Endpoint = account.Endpoint;
        HttpPipelinePolicy signIn = account switch
        {
            { Key: { } key } => new SharedKeyPolicy(key, time),
            { Credential: { } credential } => new BearerTokenAuthenticationPolicy(credential, Scope),
            _ => throw new ArgumentException("The account has neither key nor credential.", nameof(account)),
        };
        pipeline = HttpPipelineBuilder.Build(
            options ?? new TablePipelineOptions(),
            [],
            [new InnerFaultPolicy(), signIn],
            new ResponseClassifier()
        );
    }

    public Uri Endpoint { get; }

    public TableClient Table(string name) => new(this, name);

    /// <param name="path">Below the endpoint, percent-encoded, with its query.</param>
    public HttpMessage CreateMessage(RequestMethod method, string path)
    {
        var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(new Uri(Endpoint.AbsoluteUri.TrimEnd('/') + path));
        request.Headers.Add("x-ms-version", ApiVersion);
        request.Headers.Add("Accept", "application/json;odata=minimalmetadata");
        request.Headers.Add("DataServiceVersion", "3.0;NetFx");
        request.Headers.Add("MaxDataServiceVersion", "3.0;NetFx");
        return message;
    }

    /// <param name="operation">For messages.</param>
    /// <returns>Any answer, also a refusal; valid until the message is disposed.</returns>
    /// <exception cref="RequestFailedException">Status 0: no answer, also after repeating.</exception>
    public async Task<Response> SendAsync(HttpMessage message, string operation, CancellationToken cancellation)
    {
        try
        {
            await pipeline.SendAsync(message, cancellation);
            return message.Response;
        }
        catch (AggregateException repeated)
        {
            throw TableFault.NoAnswer(operation, repeated);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw TableFault.NoAnswer(operation, late);
        }
        catch (Exception broken) when (broken is IOException or SocketException)
        {
            throw TableFault.NoAnswer(operation, broken);
        }
        catch (AuthenticationFailedException refused)
        {
            throw TableFault.NoAnswer(operation, refused);
        }
    }

    /// <summary>Succeeds also when the table is there already.</summary>
    /// <exception cref="RequestFailedException">See its status.</exception>
    public async Task CreateTableAsync(string name, CancellationToken cancellation)
    {
        using var message = CreateMessage(RequestMethod.Post, "/Tables");
        message.Request.Headers.Add("Content-Type", "application/json");
        message.Request.Headers.Add("Prefer", "return-no-content");
        message.Request.Content = RequestContent.Create(
            System.Text.Encoding.UTF8.GetBytes($$"""{"TableName":"{{name}}"}""")
        );
        var operation = $"the creation of table {name}";
        var response = await SendAsync(message, operation, cancellation);
        if (response.Status is not (201 or 204 or 409))
        {
            throw TableFault.From(response, operation);
        }
        var fault = TableFault.From(response, operation);
        if (response.Status == 409 && fault.ErrorCode != "TableAlreadyExists")
        {
            throw fault;
        }
    }
}
