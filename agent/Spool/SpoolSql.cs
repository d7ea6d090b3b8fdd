using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Spool;

/// <summary>Short forms for statements with values.</summary>
internal static class SpoolSql
{
    /// <summary>Connects with the given <c>PRAGMA synchronous</c>.</summary>
    public static SqliteConnection Connect(string path, string synchronous)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        var connection = new SqliteConnection(text);
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA synchronous={synchronous}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Connects to an existing database without writing anything, whether or not an agent has it open.</summary>
    public static SqliteConnection ConnectToRead(string path)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        };
        var connection = new SqliteConnection(text.ToString());
        connection.Open();
        return connection;
    }

    public static SqliteCommand Command(
        this SqliteConnection connection,
        string sql,
        params ReadOnlySpan<(string Name, object Value)> values
    )
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }
        return command;
    }

    public static int Execute(
        this SqliteConnection connection,
        string sql,
        params ReadOnlySpan<(string Name, object Value)> values
    )
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first value of the first row; null when there is none.</summary>
    public static object? Scalar(
        this SqliteConnection connection,
        string sql,
        params ReadOnlySpan<(string Name, object Value)> values
    )
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    /// <summary>Packs, events and bytes of a table of packs.</summary>
    public static SpoolDepth Depth(this SqliteConnection connection, string table)
    {
        using var command = connection.Command(
            $"SELECT count(*), coalesce(sum(events), 0), coalesce(sum(length(body)), 0) FROM {table}"
        );
        using var reader = command.ExecuteReader();
        reader.Read();
        return new SpoolDepth(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }
}
