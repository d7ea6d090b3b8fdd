using System.Text;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Tests.Tables;

public sealed class ChangesetTests
{
    [Fact]
    public void The_answers_of_all_operations_are_read_in_order()
    {
        var parts = Read(
            "--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_2\r\n\r\n"
                + "--changesetresponse_2\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
                + "HTTP/1.1 204 No Content\r\nETag: W/\"datetime'2026-11-21T20%3A40%3A26.5Z'\"\r\nDataServiceVersion: 1.0;\r\n\r\n\r\n"
                + "--changesetresponse_2\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
                + "HTTP/1.1 204 No Content\r\nX-Content-Type-Options: nosniff\r\n\r\n\r\n"
                + "--changesetresponse_2--\r\n--batchresponse_1--\r\n"
        );

        Assert.Equal([204, 204], parts.Select(part => part.Status));
        Assert.Equal(["W/\"datetime'2026-11-21T20%3A40%3A26.5Z'\"", null], parts.Select(part => part.ETag));
    }

    [Fact]
    public void A_refusal_names_status_code_and_operation()
    {
        var parts = Read(
            "--batchresponse_1\nContent-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: application/http\n\n"
                + "HTTP/1.1 412 Precondition Failed\nContent-Type: application/json\n\n"
                + "{\"odata.error\":{\"code\":\"UpdateConditionNotSatisfied\",\"message\":{\"lang\":\"en-US\",\"value\":\"7:The update condition\\nTime:x\"}}}\n"
                + "--c--\n--batchresponse_1--\n"
        );

        var fault = TableFault.Inner(Assert.Single(parts), "lanes");

        Assert.Equal(412, fault.Status);
        Assert.Equal("UpdateConditionNotSatisfied", fault.ErrorCode);
        Assert.Equal(7, fault.FailedOperation);
    }

    [Fact]
    public void A_refusal_without_readable_body_still_has_its_status()
    {
        var fault = TableFault.Inner(Assert.Single(Read("HTTP/1.1 409 Conflict\r\n\r\n<html>")), "lanes");

        Assert.Equal(409, fault.Status);
        Assert.Null(fault.FailedOperation);
    }

    private static List<ChangesetPart> Read(string answer) => Changeset.Read(Encoding.ASCII.GetBytes(answer));
}
