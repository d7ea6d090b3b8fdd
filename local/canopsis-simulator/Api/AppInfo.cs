using System.Text.Json;
using Forwarder.Simulator.Faults;

namespace Forwarder.Simulator.Api;

/// <summary><c>GET /api/v4/app-info</c> (canopsis-api 5).</summary>
internal sealed class AppInfo(Profile profile)
{
    /// <param name="faults">In maintenance, <c>maintenance</c> is true: those without login see it.</param>
    public Answer Answer(RequestFaults faults)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("edition", "community");
            if (profile.ShowsStack)
            {
                json.WriteString("stack", "go");
            }
            json.WriteString("version", profile.Version);
            json.WriteNumber("version_updated", 1_718_000_000);
            json.WriteString("timezone", "Europe/Paris");
            json.WriteBoolean("allow_change_severity_to_info", false);
            json.WriteNumber("max_matched_items", 10_000);
            json.WriteNumber("check_count_request_timeout", 30);
            json.WriteNumber("file_upload_max_size", 314_572_800);
            json.WriteStartObject("login");
            json.WriteStartObject("basic");
            json.WriteBoolean("enable", true);
            json.WriteEndObject();
            json.WriteEndObject();
            if (profile.HasMaintenance)
            {
                json.WriteBoolean("maintenance", faults.Has(FaultKind.Maintenance));
            }
            if (profile.ShowsSerialName)
            {
                json.WriteString("serial_name", "");
            }
            json.WriteEndObject();
        }
        return Api.Answer.Json(StatusCodes.Status200OK, body.ToArray());
    }
}
